import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { ApiListPage } from '../../../features/apis/api-list-page.tsx'
import styles from './installation.module.css'

export function ApiListRoute() {
  return (
    <ApiListPage
      createLink={
        <Button
          leftSection={<IconPlus size={16} />}
          renderRoot={props => <Link {...props} to="/installation/apis/new" />}
        >
          Create API
        </Button>
      }
      apiLink={({ id, name }) => (
        <Link to="/installation/apis/$apiId" params={{ apiId: id }} className={styles.name}>
          {name}
        </Link>
      )}
    />
  )
}
