import type { ReactNode } from 'react'
import { MissingPermission } from '../missing-permission.tsx'
import type { Place } from './place.ts'
import { SettingsTabs } from './section-tabs.tsx'
import { type SettingsTitle, settingsPages } from './settings-pages.ts'

/** A page about the organization itself among its neighbours, or what it takes to see it. */
export function SettingsScreen({
  place,
  title,
  children,
}: {
  place: Place
  title: SettingsTitle
  children: ReactNode
}) {
  if (!place.settings.some(page => page.title === title)) {
    const permissions = settingsPages.find(page => page.title === title)?.requires ?? []
    return <MissingPermission place={place} title={title} permissions={permissions} />
  }
  return (
    <>
      <SettingsTabs place={place} title={title} />
      {children}
    </>
  )
}
