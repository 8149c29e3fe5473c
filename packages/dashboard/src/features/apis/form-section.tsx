import { type Described, DescribedSection } from '../../shared/described-section.tsx'
import styles from './api-form.module.css'

/** A part of a long form, below what it is about. */
export function FormSection(props: Described) {
  return <DescribedSection className={styles.section} size="md" mt={0} {...props} />
}
