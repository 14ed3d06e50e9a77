/** The colours of the badges: chance must not paint "not risky" red. */
export const COLORS = {
    riskless: "#28a745",
    risky: "#dc3545",
    expired: "#ffac00",
    not_found: "#fd7e14",
    unknown: "#adb5bd",
    missing: "#6c757d",
    withheld: "#dee2e6",
    valid: "#28a745",
    unchecked: "#adb5bd",
    today: "#28a745",
    recent: "#20c997",
    earlier: "#17a2b8",
    stale: "#ffac00",
    never: "#adb5bd",
};
