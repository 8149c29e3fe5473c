// Whatever else a route handler of Next can do: its own classes, its control flow, its stores.
import { keyturnNext } from '@keyturn/sdk'
import { cookies } from 'next/headers'
import { notFound, permanentRedirect, redirect } from 'next/navigation'
import { NextResponse } from 'next/server'
import { options } from '#options'

const guard = keyturnNext(options)

const acts = {
  redirect: () => redirect('/elsewhere?a=1;2'),
  moved: () => permanentRedirect('/elsewhere'),
  missing: () => notFound(),
  bug: () => {
    throw new Error('bug')
  },
  foreign: keyturn => keyturn.requireOrganization('org_00000000000000000000000000'),
  cookie: async (_, request) => {
    const jar = await cookies()
    jar.set('seen', 'yes')
    return NextResponse.json({ path: request.nextUrl.pathname })
  },
  empty: () => new NextResponse(null, { status: 204 }),
  frozen: () => Response.redirect('http://next.example/', 303),
}

export const GET = guard(async (request, { params }, keyturn) => {
  const { act } = await params
  return acts[act](keyturn, request)
})

export const POST = guard(async request => NextResponse.json(await request.json(), { status: 201 }))
