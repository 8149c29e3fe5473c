/** 0 or 1: SQLite has no boolean, and both databases store the same. */
export type Flag = 0 | 1
