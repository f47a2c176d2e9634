/** Who may call which of PanDA's methods, on work of their own and of others; every role against every method and family. */
import test from 'ava'
import type { PandaMethod } from './method.js'
import { everyMethod, type PandaMethodName, pandaMethods } from './methods/index.js'
import { type PandaStage, pandaStage, type Said } from './testing/panda-stage.js'

const callers = ['alice', 'bob', 'paula', 'pilot', 'root', 'stranger'] as const

/**
 * What each caller gets: `ok` (neither turned away nor told that it is not theirs), `tls` (they did not say who they are), `role`
 * (it takes another role), `owner` (it is not theirs), `none` (as if it were not there, or never had an effect). The work that a method is about is alice's. A method that is missing here
 * does not compile, and fails the first test.
 */
const matrix: Record<PandaMethodName, string> = {
  //                              alice bob   paula pilot root  stranger
  getJob: '                       role  role  ok    ok    ok    tls',
  updateJob: '                    role  role  none  none  none  tls',
  updateJobsInBulk: '             role  role  ok    ok    ok    tls',
  getStatus: '                    ok    none  ok    ok    ok    tls',
  checkJobStatus: '               ok    none  ok    ok    ok    tls',
  harvesterHeartbeat: '           role  role  ok    ok    ok    tls',
  updateWorkers: '                role  role  ok    ok    ok    tls',
  updateWorkerPilotStatus: '      role  role  ok    ok    ok    tls',
  reportWorkerStatistics: '       role  role  ok    ok    ok    tls',
  updateWorkerNode: '             role  role  ok    ok    ok    tls',
  updateWorkerNodeGpu: '          role  role  ok    ok    ok    tls',
  getWorkerStatistics: '          ok    ok    ok    ok    ok    ok',
  acquireCommands: '              role  role  ok    ok    ok    tls',
  acknowledgeCommands: '          role  role  ok    ok    ok    tls',
  addDialogs: '                   role  role  ok    ok    ok    tls',
  updateServiceMetrics: '         role  role  ok    ok    ok    tls',
  getEventRanges: '               role  role  none  none  none  tls',
  updateEventRange: '             role  role  ok    ok    ok    tls',
  getCurrentWorkerId: '           role  role  ok    ok    ok    tls',
  updateEventRanges: '            role  role  ok    ok    ok    tls',
  addTargetSlots: '               role  role  ok    role  ok    tls',
  checkEventsAvailability: '      role  role  none  none  none  tls',
  addSweepCommand: '              role  role  ok    role  ok    tls',
  getEventsStatus: '              ok    ok    ok    ok    ok    tls',
  getResourceTypes: '             ok    ok    ok    ok    ok    ok',
  submitTask: '                   ok    ok    ok    role  ok    tls',
  killTask: '                     ok    owner ok    role  ok    tls',
  finishTask: '                   ok    owner ok    role  ok    tls',
  activeJobsBySite: '             ok    ok    ok    ok    ok    ok',
  retryTask: '                    ok    owner ok    role  ok    tls',
  activeJobsBySiteInDetail: '     ok    ok    ok    ok    ok    ok',
  changePriority: '               role  role  ok    role  ok    tls',
  jobsByCloud: '                  ok    ok    ok    ok    ok    ok',
  jobsByCloudAndProcessingType: ' ok    ok    ok    ok    ok    ok',
  killUnfinishedJobs: '           ok    owner ok    role  ok    tls',
  jobsBySiteAndResourceType: '    ok    ok    ok    ok    ok    ok',
  pauseTask: '                    role  role  ok    role  ok    tls',
  jobsBySiteShareAndResourceType: 'ok    ok    ok    ok    ok    ok',
  resumeTask: '                   role  role  ok    role  ok    tls',
  releaseTask: '                  role  role  ok    role  ok    tls',
  reactivateTask: '               role  role  ok    role  ok    tls',
  reloadInput: '                  ok    owner ok    role  ok    tls',
  avalancheTask: '                role  role  ok    role  ok    tls',
  reassignTask: '                 ok    owner ok    role  ok    tls',
  increaseAttempts: '             role  role  ok    role  ok    tls',
  changeAttribute: '              role  role  ok    role  ok    tls',
  changeSplitRule: '              role  role  ok    role  ok    tls',
  changeModificationTime: '       role  role  ok    role  ok    tls',
  getTaskStatus: '                ok    none  ok    role  ok    tls',
  getTaskDetails: '               ok    none  ok    role  ok    tls',
  getTaskParameters: '            none  none  none  role  none  tls',
  getJobIds: '                    ok    none  ok    role  ok    tls',
  getTasksModifiedSince: '        ok    ok    ok    role  ok    tls',
  submitJobs: '                   ok    ok    ok    role  ok    tls',
  getDescription: '               ok    none  ok    role  ok    tls',
  getDescriptionInclArchive: '    ok    none  ok    role  ok    tls',
  getUserJobMetadata: '           none  none  none  role  none  tls',
  killJobs: '                     ok    none  ok    role  ok    tls',
  getTaskDetailedInfo: '          ok    none  ok    role  ok    tls',
  reassignJobs: '                 none  none  none  role  none  tls',
  getParentDetailedInfo: '        ok    none  ok    role  ok    tls',
  setDebugMode: '                 role  role  ok    ok    ok    tls',
  validateCacheFile: '            ok    ok    ok    role  ok    tls',
  uploadCacheFile: '              ok    ok    ok    ok    ok    tls',
  touchCacheFile: '               ok    ok    ok    role  ok    tls',
  getJobDescriptions: '           ok    none  ok    role  ok    tls',
  deleteCacheFile: '              ok    ok    ok    role  ok    tls',
  setUserSecrets: '               ok    ok    ok    role  ok    tls',
  getUserSecrets: '               ok    ok    ok    role  ok    tls',
  getTasksDetailedInfoSince: '    ok    ok    ok    role  ok    tls',
  getProxy: '                     ok    ok    ok    ok    ok    tls',
  getDatasetsAndFiles: '          none  none  none  role  none  tls',
  getKeyPair: '                   ok    ok    ok    ok    ok    tls',
  getAccessToken: '               ok    ok    ok    ok    ok    tls',
  getTokenKey: '                  ok    ok    ok    ok    ok    tls',
  isAlive: '                      ok    ok    ok    ok    ok    ok',
  getAttributes: '                ok    ok    ok    ok    ok    tls',
  getVomsAttributes: '            ok    ok    ok    ok    ok    tls',
  setCommand: '                   role  role  ok    ok    ok    tls',
  getUserAttributes: '            ok    ok    ok    ok    ok    tls',
}

test('every method has its row, and every row a method', (t) => {
  t.deepEqual(Object.keys(matrix).sort(), Object.keys(pandaMethods).sort())
})

/** What the answer amounts to, in the words of the matrix. */
function gistOf({ status, text }: Said, toNothing: Said | undefined): string {
  if (status >= 500) return `${status} ${text}`
  if (/SSL secure connection is required/.test(text)) return 'tls'
  if (/not the task owner/.test(text)) return 'owner'
  if (/role required/.test(text)) return 'role'
  return toNothing !== undefined && withoutNames(text) === withoutNames(toNothing.text) ? 'none' : 'ok'
}

/** Without numbers of tasks and jobs, which have two digits at least; codes have one. */
function withoutNames(text: string): string {
  return text.replace(/\d{2,}/g, 'N')
}

/** What the methods are about, made anew for each call: a task of alice's with one job, and one that never was. */
interface Subject {
  readonly task: number
  readonly job: number
}
const nothing: Subject = { task: 777_777, job: 777_777 }

async function aliceWork({ clients, door }: PandaStage): Promise<Subject> {
  const { task } = await clients.alice.call('POST /jobs', { body: { command: ['true'] } })
  return { task, job: door.core.state.jobs.created }
}

/** The method's example about this work; undefined: it is about none. */
function exampleAbout({ example }: PandaMethod, { task, job }: Subject): Record<string, unknown> | undefined {
  const about: Record<string, unknown> = { task, job, id: job, ids: [job] }
  const names = Object.keys(example).filter((name) => Object.hasOwn(about, name))
  if (names.length === 0) return undefined
  return { ...example, ...Object.fromEntries(names.map((name) => [name, about[name]])) }
}

for (const family of ['classic', 'v1'] as const) {
  test(`every role against every method: ${family}`, async (t) => {
    const stage = await pandaStage()
    try {
      for (let n = 0; n < 10; n++) await aliceWork(stage)
      for (const [name, method] of everyMethod) {
        if (family === 'classic' ? method.classic === undefined : method.v1.length === 0) continue
        const expected = matrix[name].trim().split(/\s+/)
        for (const [i, caller] of callers.entries()) {
          const about = exampleAbout(method, await aliceWork(stage))
          const ask = (given: Record<string, unknown>) => stage.say(caller, name, given, { family })
          const said = await ask(about ?? { ...method.example })
          const toNothing = about && (await ask(exampleAbout(method, nothing)!))
          t.is(gistOf(said, toNothing), expected[i], `${caller}: ${name}: ${said.status} ${said.text.slice(0, 200)}`)
        }
      }
      stage.door.core.check()
    } finally {
      await stage.close()
    }
  })
}
