import styles from './frame.module.css'
import type { Place } from './place.ts'

/** What has to be known on every page: that no key works, and that this is not production. */
export function Bands({ place: { organization, environment, session } }: { place: Place }) {
  const isVendor = session.operator !== null
  return (
    <>
      {organization.suspended && (
        <div className={styles.band} data-kind="stopped" role="status">
          {organization.name} is suspended: none of its keys is accepted.
          {isVendor ? '' : ' Whoever runs this service can say why.'}
        </div>
      )}
      <TestBand environment={environment} />
    </>
  )
}

/** Says that this is not production. */
export function TestBand({ environment }: { environment: string | null }) {
  if (environment === null || environment === 'live') return null
  return (
    <div className={styles.band} role="status">
      {environment === 'test' ? 'Test environment' : `Environment ${environment}`}: nothing here is production
    </div>
  )
}
