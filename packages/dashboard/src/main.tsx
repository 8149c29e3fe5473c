import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './app/styles.css'
import { RouterProvider } from '@tanstack/react-router'
import { Providers } from './app/providers.tsx'
import { router } from './app/router.tsx'
import { adoptTheme } from './shared/adopt-theme.ts'
import { watchFocus } from './shared/use-returned-focus.ts'

adoptTheme()
watchFocus()
const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
createRoot(root).render(
  <StrictMode>
    <Providers>
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
)
