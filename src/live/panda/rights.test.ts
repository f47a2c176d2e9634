/** Who may call which of PanDA's methods, on work of their own and of others; every role against every method and family. */
import test from 'ava'
import type { CastMember } from '../testing/api-stage.js'
import type { PandaMethod } from './method.js'
import { everyMethod, type PandaMethodName, pandaMethods } from './methods/index.js'
import { type PandaStage, pandaStage, type Said } from './testing/panda-stage.js'

const callers = ['alice', 'bob', 'paula', 'pilot', 'root', 'stranger'] as const

/**
 * What each caller gets: `ok` (neither turned away nor told that it is not theirs), `tls` (they did not say who they are), `role`
 * (it takes another role), `owner` (it is not theirs). The work that a method is about is alice's. A method that is missing here
 * does not compile, and fails the first test.
 */
const matrix: Record<PandaMethodName, string> = {
  //                            alice bob  paula pilot root stranger
  getJob: '                     role  role ok    ok    ok   tls',
  updateJob: '                  role  role ok    ok    ok   tls',
  updateJobsInBulk: '           role  role ok    ok    ok   tls',
  getStatus: '                  ok    ok   ok    ok    ok   tls',
  checkJobStatus: '             ok    ok   ok    ok    ok   tls',
  harvesterHeartbeat: '         role  role ok    ok    ok   tls',
  updateWorkers: '              role  role ok    ok    ok   tls',
  updateWorkerPilotStatus: '    role  role ok    ok    ok   tls',
  updateWorkerNode: '           role  role ok    ok    ok   tls',
  updateWorkerNodeGpu: '        role  role ok    ok    ok   tls',
  reportWorkerStatistics: '     role  role ok    ok    ok   tls',
  getWorkerStatistics: '        ok    ok   ok    ok    ok   ok',
  acquireCommands: '            role  role ok    ok    ok   tls',
  acknowledgeCommands: '        role  role ok    ok    ok   tls',
  addDialogs: '                 role  role ok    ok    ok   tls',
  updateServiceMetrics: '       role  role ok    ok    ok   tls',
  getCurrentWorkerId: '         role  role ok    ok    ok   tls',
  addTargetSlots: '             role  role ok    role  ok   tls',
  addSweepCommand: '            role  role ok    role  ok   tls',
  getEventRanges: '             role  role ok    ok    ok   tls',
  updateEventRange: '           role  role ok    ok    ok   tls',
  updateEventRanges: '          role  role ok    ok    ok   tls',
  checkEventsAvailability: '    role  role ok    ok    ok   tls',
  getEventsStatus: '            ok    ok   ok    ok    ok   tls',
  activeJobsBySite: '           ok    ok   ok    ok    ok   ok',
  activeJobsBySiteInDetail: '   ok    ok   ok    ok    ok   ok',
  jobsByCloud: '                ok    ok   ok    ok    ok   ok',
  jobsByCloudAndProcessingType: 'ok   ok   ok    ok    ok   ok',
  jobsBySiteAndResourceType: '  ok    ok   ok    ok    ok   ok',
  jobsBySiteShareAndResourceType: 'ok ok   ok    ok    ok   ok',
  getResourceTypes: '           ok    ok   ok    ok    ok   ok',
  isAlive: '                    ok    ok   ok    ok    ok   ok',
}

test('every method has its row, and every row a method', (t) => {
  t.deepEqual(Object.keys(matrix).sort(), Object.keys(pandaMethods).sort())
})

/** What the answer amounts to, in the words of the matrix. */
function gistOf({ status, text }: Said): string {
  if (status >= 500) return `${status} ${text}`
  if (/SSL secure connection is required|StatusCode=70.*SSL|"StatusCode":70.*SSL/.test(text)) return 'tls'
  if (/role required/.test(text)) return 'role'
  if (/not the (task|job) owner/.test(text)) return 'owner'
  return 'ok'
}

/** What the methods are about, made anew for each call: a task of alice's with one job. */
async function subjects({ clients, door }: PandaStage): Promise<{ readonly task: number; readonly job: number }> {
  const { task } = await clients.alice.call('POST /jobs', { body: { command: ['true'] } })
  return { task, job: door.core.state.jobs.created }
}

/** The method's example, about alice's work. */
function exampleAbout(method: PandaMethod, { task, job }: { readonly task: number; readonly job: number }): object {
  const about: Record<string, unknown> = { task, job, id: job, ids: [job] }
  return Object.fromEntries(
    Object.entries(method.example).map(([name, value]) => [name, Object.hasOwn(about, name) ? about[name] : value]),
  )
}

for (const family of ['classic', 'v1'] as const) {
  test(`every role against every method: ${family}`, async (t) => {
    const stage = await pandaStage()
    try {
      for (const [name, method] of everyMethod) {
        if (family === 'classic' ? method.classic === undefined : method.v1.length === 0) continue
        const expected = matrix[name].trim().split(/\s+/)
        for (const [i, caller] of callers.entries()) {
          const given = exampleAbout(method, await subjects(stage)) as Record<string, unknown>
          const said = await stage.say(caller as CastMember | 'stranger', name, given, { family })
          t.is(gistOf(said), expected[i], `${caller}: ${name}: ${said.status} ${said.text.slice(0, 200)}`)
        }
      }
      stage.door.core.check()
    } finally {
      await stage.close()
    }
  })
}
