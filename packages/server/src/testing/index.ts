export { openIdProvider, type TestProvider } from '../identity/oidc/testing/open-id-provider.ts'
