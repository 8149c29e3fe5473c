import * as sdk from '@keyturn/sdk'
import { tryOut } from './call.mjs'

await tryOut(sdk, options => sdk.keyturnNode(options)((_, response) => response.end('ok')))
