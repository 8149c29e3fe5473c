export {
  closeDataSets,
  type DataSets,
  openDataSets,
  openTransientDataSets,
} from './databases/data-sets.ts'
export { seedSampleData } from './samples/seed-sample-data.ts'
export { buildServer, type ServerOptions } from './server.ts'
