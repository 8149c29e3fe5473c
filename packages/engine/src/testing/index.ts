export { encodeCursor } from '../storage/cursor.ts'
export { freshPostgres } from './fresh-postgres.ts'
export { openTestEngine, type TestEngine, type TestEngineOptions } from './open-test-engine.ts'
