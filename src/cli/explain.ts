import { Command } from 'commander'
import { type Subject, type SubjectKind, subjectOf } from '../lab/explain/find-job.js'
import { aliveAt } from '../lab/explain/alive-at.js'
import { explainMoment, type MomentStory } from '../lab/explain/moment.js'
import { explainSubject, type Story } from '../lab/explain/story.js'
import { momentTime } from '../lab/explain/moment-time.js'
import { ResultsReader } from '../lab/explain/results-reader.js'
import { runAgain } from '../lab/explain/run-again.js'
import { BadInput } from '../model/bad-input.js'
import { exitCodes } from './exit-codes.js'
import { jobText } from './explain-job-text.js'
import { momentText } from './explain-moment-text.js'
import { siteText } from './explain-site-text.js'
import { taskText } from './explain-task-text.js'
import { whenInterrupted } from './interruption.js'
import { terminalWidth } from './options.js'
import { simulatedDate, startProgress } from './progress.js'

interface ExplainOptions {
  at?: string
  pilot?: string
  task?: string
  site?: string
  policy?: string
  seed?: string
  json?: boolean
}

/** `ailuro explain RESULTS JOB|TASK|SITE`: why something went where it went, and why it waited. */
export function explainCommand(): Command {
  return new Command('explain')
    .description('tell the story of a job, a task or a site of a run: why here, why not there, why it waited')
    .argument('<results>', 'results folder of a study that kept records')
    .argument('[what]', 'PandaID, job as TASK/NUMBER (of a replay: TASK/LINE of the trace), task, or site')
    .option('--task <name>', 'tell of this task, whatever else its name may mean (the same: task:NAME)')
    .option('--site <name>', 'tell of this site, whatever else its name may mean (the same: site:NAME)')
    .option('--at <time>', 'run again up to a moment and ask why it waits then: seconds, `12 h`, or a date')
    .option('--pilot <queue>', 'what a pilot of this queue would find (with --at)')
    .option('--policy <name>', 'which run, where the folder has several')
    .option('--seed <text>', 'which run, where the folder has several')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  ailuro explain results/overload 12000                     the whole story of a job
  ailuro explain results/overload analysis.2961 --at "60 h" why its jobs wait at that time, and what would start them
  ailuro explain results/overload DALE                      what a site took and refused
  ailuro explain results/replay --site 12                   the site 12, where 12 is a PandaID too
  ailuro explain results/overload --pilot DALE --at "12 h"  why a pilot gets nothing`,
    )
    .action(async (folder: string, what: string | undefined, options: ExplainOptions) => {
      await explain(folder, what, options)
      process.exitCode = exitCodes.complete
    })
}

async function explain(folder: string, what: string | undefined, options: ExplainOptions): Promise<void> {
  const { at, pilot, policy, seed, json } = options
  const asked = askedAbout(what, options)
  if (pilot !== undefined && at === undefined) throw new BadInput('--pilot', 'no moment is given', 'a time as --at')
  const reader = await ResultsReader.open(folder, { policy, seed })
  try {
    const subject = asked === undefined ? undefined : await subjectOf(reader, asked.word, asked.kind)
    if (at === undefined) {
      const story = await explainSubject(reader, subject as Subject)
      print(story, json, () => storyText(story, terminalWidth()))
    } else {
      const story = await momentOf(reader, subject ?? { queue: pilot as string }, at)
      print(story, json, () => momentText(story, terminalWidth()))
    }
  } finally {
    reader.close()
  }
}

/** @throws BadInput when it is nothing, or more than one thing */
function askedAbout(
  what: string | undefined,
  { task, site, pilot }: ExplainOptions,
): { word: string; kind: SubjectKind | undefined } | undefined {
  const given = [what, task, site, pilot].filter((one) => one !== undefined).length
  if (given !== 1)
    throw new BadInput(
      'explain',
      given === 0 ? 'nothing is asked about' : `${given} things are asked about`,
      'a job, task or site, --task NAME, --site NAME, or --pilot QUEUE',
    )
  if (pilot !== undefined) return undefined
  const word = (what ?? task ?? site) as string
  return { word, kind: what !== undefined ? undefined : task !== undefined ? 'task' : 'site' }
}

function print(story: object, json: boolean | undefined, text: () => string): void {
  process.stdout.write(`${json === true ? JSON.stringify(story, null, 2) : text()}\n`)
}

function storyText(story: Story, width: number): string {
  switch (story.kind) {
    case 'job':
      return jobText(story.job, width)
    case 'task':
      return taskText(story.task, width)
    case 'site':
      return siteText(story.site, width)
  }
}

/** Makes the run again up to the moment, with progress. */
async function momentOf(
  reader: ResultsReader,
  asked: Subject | { readonly queue: string },
  at: string,
): Promise<MomentStory> {
  const { folder, run } = reader
  const { scenario, policy, seed } = await runAgain(folder, run)
  const seconds = await momentTime(at, scenario)
  const subject = 'queue' in asked ? asked : await aliveAt(reader, asked, seconds)
  let simulated = 0
  const state = () => ({
    runsDone: 0,
    fraction: simulated / Math.max(1, seconds),
    simulatedSeconds: simulated,
    date: simulatedDate(simulated, undefined),
    label: run.policy,
  })
  const progress = startProgress('running again', 1, state)
  whenInterrupted(() => progress.stop())
  try {
    return await explainMoment(scenario, { policy, seed, onProgress: (now) => (simulated = now) }, subject, seconds)
  } finally {
    progress.stop()
  }
}
