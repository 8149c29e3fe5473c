import { environmentsOf, firstEnvironmentOf } from '../environments.ts'
import styles from './frame.module.css'
import type { Place } from './place.ts'

/** What has to be known on every page: that no key works, and that this is not production. */
export function Bands({ place: { organization, apis, environment, session } }: { place: Place }) {
  const isVendor = session.operator !== null
  return (
    <>
      {organization.suspended && (
        <div className={styles.band} data-kind="stopped" role="status">
          {organization.name} is suspended: none of its keys is accepted.
          {isVendor ? '' : ' Whoever runs this service can say why.'}
        </div>
      )}
      <TestBand environment={environment} environments={environmentsOf(apis)} />
    </>
  )
}

/** Says that this is not production, as far as that is known: where nothing is called `live`, the first may well be. */
export function TestBand({
  environment,
  environments,
}: {
  environment: string | null
  environments: readonly string[]
}) {
  if (environment === null) return null
  if (environment === firstEnvironmentOf(environments) && environment !== 'test') return null
  return (
    <div className={styles.band} role="status">
      {environment === 'test' ? 'Test environment' : `Environment ${environment}`}: nothing here is production
    </div>
  )
}
