/** The table of sub-commands. Each is loaded when it is asked for: pilots and short questions should not wait for what studies need. */
import type { Command } from 'commander'

const simulation = 'Simulate, replay and compare:'
const live = 'Run it live:'

/** Sub-commands by name, in the order of the help. */
const table = {
  start: [simulation, async () => (await import('./start.js')).startCommand()],
  replay: [simulation, async () => (await import('./replay.js')).replayCommand()],
  compare: [simulation, async () => (await import('./compare.js')).compareCommand()],
  reproduce: [simulation, async () => (await import('./reproduce.js')).reproduceCommand()],
  simulate: [simulation, async () => (await import('./simulate.js')).simulateCommand()],
  explain: [simulation, async () => (await import('./explain.js')).explainCommand()],
  trace: [simulation, async () => (await import('./trace.js')).traceCommand()],
  grid: [simulation, async () => (await import('./grid.js')).gridCommand()],
  scenario: [simulation, async () => (await import('./scenario.js')).scenarioCommand()],
  workload: [simulation, async () => (await import('./workload.js')).workloadCommand()],
  policies: [simulation, async () => (await import('./policies.js')).policiesCommand()],
  serve: [live, async () => (await import('./live/serve.js')).serveCommand()],
  'shadow-feed': [live, async () => (await import('./shadow-feed.js')).shadowFeedCommand()],
  submit: [live, async () => (await import('./live/submit.js')).submitCommand()],
  jobs: [live, async () => (await import('./live/jobs.js')).jobsCommand()],
  job: [live, async () => (await import('./live/job.js')).jobCommand()],
  tasks: [live, async () => (await import('./live/tasks.js')).tasksCommand()],
  task: [live, async () => (await import('./live/tasks.js')).taskCommand()],
  why: [live, async () => (await import('./live/why.js')).whyCommand()],
  kill: [live, async () => (await import('./live/kill.js')).killCommand()],
  retry: [live, async () => (await import('./live/retry.js')).retryCommand()],
  queues: [live, async () => (await import('./live/queues.js')).queuesCommand()],
  drain: [live, async () => (await import('./live/queues.js')).drainCommand()],
  pause: [live, async () => (await import('./live/pause.js')).pauseCommand()],
  resume: [live, async () => (await import('./live/pause.js')).resumeCommand()],
  restart: [live, async () => (await import('./live/restart.js')).restartCommand()],
  limits: [live, async () => (await import('./live/limits.js')).limitsCommand()],
  shares: [live, async () => (await import('./live/shares.js')).sharesCommand()],
  monitor: [live, async () => (await import('./live/monitor.js')).monitorCommand()],
  facts: [live, async () => (await import('./live/facts.js')).factsCommand()],
  token: [live, async () => (await import('./live/token.js')).tokenCommand()],
  ban: [live, async () => (await import('./live/ban.js')).banCommand()],
  store: [live, async () => (await import('./live/store.js')).storeCommand()],
  pilot: [live, async () => (await import('./live/pilot.js')).pilotCommand()],
} as const satisfies Record<string, readonly [group: string, load: () => Promise<Command>]>

/** The sub-command that a command line asks for; all of them when it asks for none that there is. */
export async function commandsFor([first = '']: readonly string[]): Promise<Command[]> {
  const asked = Object.entries(table).filter(([name]) => name === first)
  const wanted = asked.length > 0 ? asked : Object.entries(table)
  return Promise.all(wanted.map(async ([, [group, load]]) => (await load()).helpGroup(group)))
}
