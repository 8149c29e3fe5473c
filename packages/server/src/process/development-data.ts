import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Stands in a data directory that holds sample data and a published key. */
export const developmentMarker = '.keyturn-dev'

/** The directory belongs to `npm start`; a production server must not serve it. */
export class DevelopmentDataError extends Error {
  constructor() {
    super('KEYTURN_DATA names a directory of sample data, made by npm start. Choose another directory.')
    this.name = 'DevelopmentDataError'
  }
}

export function assertNotDevelopmentData(directory: string): void {
  if (existsSync(join(directory, developmentMarker))) throw new DevelopmentDataError()
}
