const express = require('express')
const sdk = require('@keyturn/sdk')

import('./call.mjs').then(({ tryOut }) =>
  tryOut(sdk, options => {
    const app = express()
    app.use(sdk.keyturnExpress(options))
    app.get('/', (request, response) => response.send(request.keyturn.key.organizationId))
    return app
  }),
)
