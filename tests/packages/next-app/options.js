import { Keyturn } from '@keyturn/sdk'
import { after } from 'next/server'

/** What every guard here is given, once the settings are there: when the first request comes. */
export const options = () => ({
  keyturn: new Keyturn({ url: process.env.KEYTURN_URL, key: process.env.KEYTURN_KEY }),
  apiId: process.env.KEYTURN_API_ID,
  environment: 'live',
  waitUntil: after,
})
