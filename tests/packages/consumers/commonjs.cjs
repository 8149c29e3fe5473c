const sdk = require('@keyturn/sdk')

import('./call.mjs').then(({ tryOut }) =>
  tryOut(sdk, options => sdk.keyturnNode(options)((_, response) => response.end('ok'))),
)
