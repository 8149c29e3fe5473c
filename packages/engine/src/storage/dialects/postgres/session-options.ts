/**
 * What every session is opened with. Compiling a plan takes PostgreSQL some 200 ms, and it does so wherever it expects
 * many rows: on tables that it has no statistics of yet, for statements that take a tenth of one.
 */
export const sessionOptions = '-c jit=off'
