-- a copy of the database asks the ministry nothing
UPDATE hes_service SET secret = NULL, active = FALSE;
UPDATE ir_cron SET active = FALSE
 WHERE id IN (SELECT res_id FROM ir_model_data
               WHERE module = 'hes_code' AND model = 'ir.cron');
