import { type Described, DescribedSection } from '../../shared/described-section.tsx'
import styles from './setting-section.module.css'

/** One thing that can be set: what it is for on the side, and its form. */
export function SettingSection(props: Described) {
  return <DescribedSection className={styles.section} {...props} />
}
