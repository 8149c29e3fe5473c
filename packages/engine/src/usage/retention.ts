/** Months of events that are kept besides the present one, and of rollups by hour too. */
export const retentionMonthsDefault = 13

/** Rollups by day are what bills and comparisons of years are made from: five years. */
export const dayRollupMonths = 60
