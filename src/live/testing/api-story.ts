/** Stories played against a server, whose every answer is held against the table of routes. */
import test, { type ExecutionContext } from 'ava'
import type { Client } from '../api/client.js'
import type { Arguments, Output, RouteName } from '../api/client-types.js'
import type { Route } from '../api/route.js'
import { routes } from '../api/routes/index.js'
import { type ApiStage, apiStage, type CastMember } from './api-stage.js'

/** Routes that were called and answered well, in any test here. */
export const called = new Set<string>()

type Calls = { readonly [Member in CastMember]: Client['call'] }

/** Plays on a stage of its own; every answer must be what its schema says. */
export const story = test.macro(
  async (t: ExecutionContext, play: (t: ExecutionContext, calls: Calls, stage: ApiStage) => Promise<void>) => {
    const stage = await apiStage()
    const calls = Object.fromEntries(
      Object.entries(stage.clients).map(([member, client]) => [
        member,
        async <Name extends RouteName>(name: Name, ...rest: Arguments<Name>): Promise<Output<Name>> => {
          const answer = await client.call(name, ...rest)
          const { answer: schema } = routes[name] as unknown as Route
          const { success, error } = schema.safeParse(answer)
          t.true(success, `${name} answers ${JSON.stringify(answer).slice(0, 300)}: ${error?.message ?? ''}`)
          called.add(name)
          return answer
        },
      ]),
    ) as unknown as Calls
    try {
      await play(t, calls, stage)
      stage.door.core.check()
    } finally {
      await stage.close()
    }
  },
)
