/** Routes of admins: brokerage, limits, restarts and tokens. */
import { z } from 'zod'
import { BadInput } from '../../../model/bad-input.js'
import { defaultConstants } from '../../../model/constants.js'
import type { Token } from '../../auth/token-book.js'
import type { RequestKey } from '../../door.js'
import type { Desk } from '../desk.js'
import { amount, fields, list, name, numberInUrl, text } from '../fields.js'
import { notFound } from '../problem.js'
import { route } from '../route.js'
import { done, newToken, role, tokenInList } from '../shapes.js'
import { shown } from '../wording.js'

const limits = z.record(z.string(), z.number()).meta({ id: 'Limits' })

export const adminRoutes = {
  'POST /brokerage/pause': route({
    summary: 'Have brokerage give no more places to jobs; what runs goes on',
    may: [],
    answer: done,
    isIdempotent: true,
    example: {},
    handle: (call, desk) => pause(desk, true, call.key),
  }),

  'POST /brokerage/resume': route({
    summary: 'Have brokerage go on',
    may: [],
    answer: done,
    isIdempotent: true,
    example: {},
    handle: (call, desk) => pause(desk, false, call.key),
  }),

  'GET /limits': route({
    summary: 'Look at the constants that brokerage and dispatch go by',
    may: ['production'],
    answer: limits,
    example: {},
    handle: async (_, desk) => desk.door.ask((core) => ({ ...core.state.constants })),
  }),

  'PATCH /limits': route({
    summary: 'Change constants that brokerage and dispatch go by',
    may: [],
    body: z.record(z.string(), amount('the unit of the constant'), {
      error: 'an object of constants and their values',
    }),
    answer: limits,
    isIdempotent: true,
    example: { body: { queueCapJobs: 40 } },
    handle: async ({ body, key }, desk) => {
      const unknown = Object.keys(body).find((constant) => !Object.hasOwn(defaultConstants, constant))
      if (unknown !== undefined)
        throw new BadInput('body', `there is no constant ${shown(unknown)}`, 'constants that GET /limits lists')
      await desk.door.report({ report: 'limits', constants: body }, key)
      return desk.door.ask((core) => ({ ...core.state.constants }))
    },
  }),

  'POST /restart': route({
    summary: 'Have the server restart decently, once all is committed',
    may: [],
    status: 202,
    answer: done,
    isIdempotent: true,
    example: {},
    handle: ({ reply }, desk) => {
      // Once the answer is gone, or nobody hears it any more.
      reply.raw.once('close', () => desk.restart())
      return { done: true } as const
    },
  }),

  'POST /tokens': route({
    summary: 'Make a token for the API; it is shown this once',
    may: [],
    body: fields({
      user: name(),
      roles: list(role, 4, 1),
      note: text(500).default(''),
      expiresInSeconds: amount('seconds').optional(),
    }),
    status: 201,
    answer: newToken,
    example: { body: { user: 'alice', roles: ['user'], note: 'laptop', expiresInSeconds: 86400 } },
    handle: async ({ body: { user, roles, note, expiresInSeconds } }, desk) => {
      const expiresAt = expiresInSeconds === undefined ? undefined : expiryIn(expiresInSeconds)
      const { token, secret } = await desk.tokens.make({ user, roles, note, expiresAt })
      return { ...tokenShown(token), token: secret }
    },
  }),

  'GET /tokens': route({
    summary: 'List the tokens there are, without their secrets',
    may: [],
    answer: fields({ items: z.array(tokenInList) }).meta({ id: 'TokenList' }),
    example: {},
    handle: (_, desk) => ({ items: desk.tokens.list().map(tokenShown) }),
  }),

  'DELETE /tokens/:number': route({
    summary: 'Revoke a token at once',
    may: [],
    params: fields({ number: numberInUrl() }),
    answer: done,
    refusals: [404],
    isIdempotent: true,
    example: { params: { number: '2' } },
    handle: async ({ params: { number } }, desk) => {
      if (!(await desk.tokens.revoke(number))) throw notFound(`token ${number}`)
      return { done: true } as const
    },
  }),
} as const

/** The last moment that can be written. */
const LATEST = Date.UTC(9999, 0)

function expiryIn(seconds: number): number {
  return Math.min(LATEST, Date.now() + Math.round(seconds * 1000))
}

async function pause({ door }: Desk, isPaused: boolean, key: RequestKey | undefined) {
  await door.report({ report: 'pause', isPaused }, key)
  return { done: true } as const
}

function tokenShown({ number, user, roles, note, madeAt, expiresAt }: Token): z.output<typeof tokenInList> {
  return {
    number,
    user,
    roles: [...roles],
    note,
    madeAt: new Date(madeAt).toISOString(),
    expiresAt: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
  }
}
