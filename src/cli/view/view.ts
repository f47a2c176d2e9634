import { once } from 'node:events'
import { Command } from 'commander'
import type { RunChoice } from '../../lab/explain/results-reader.js'
import { ResultsSource } from '../../lab/view/results-source.js'
import { BadInput } from '../../model/bad-input.js'
import { exitCodes } from '../exit-codes.js'
import { portNumber } from '../live/option-values.js'
import { commaList } from '../options.js'
import { startProgress } from '../progress.js'
import { openBrowser } from './open-browser.js'
import { ViewServer } from './view-server.js'

/** Port of the pages, unless another is asked for. */
const USUAL_PORT = 25_090

interface ViewOptions {
  policy?: string[]
  seed?: string[]
  port: number
  open?: boolean
  json?: boolean
}

/** `ailuro view RESULTS [OTHER]`: recorded runs on the monitor's pages, at any moment of them. */
export function viewCommand(): Command {
  return new Command('view')
    .description('show a run of a results folder in a browser, at any moment of it; two runs side by side')
    .argument('<results>', 'results folder of a study or a scenario that kept records (--out)')
    .argument('[other]', 'another one, to be seen beside it')
    .option('--policy <names>', 'which run, where a folder has several; A,B: of the first and of the other', commaList)
    .option('--seed <texts>', 'which run, where a folder has several; A,B: of the first and of the other', commaList)
    .option('--port <number>', 'where to listen on this machine; 0: any that is free', portNumber, USUAL_PORT)
    .option('--open', 'open it in the browser')
    .option('--json', 'print one JSON object with the address')
    .addHelpText(
      'after',
      `
The pages are shown to this machine alone until Ctrl-C. A run is held in memory: about half a gigabyte for a million jobs. Those of
pilots, datasets and constants that are tried make it again up to the moment: about 10 s for a million jobs.

Examples:
  ailuro view results/day                                    what ran, waited and failed, at any moment
  ailuro view results/day --policy least-queued --port 0     a certain run of a study
  ailuro view results/start --policy production,random       two runs of a study, side by side
  ailuro view results/before results/after --open            two studies, in the browser at once`,
    )
    .action(async (folder: string, other: string | undefined, options: ViewOptions) => {
      process.exitCode = await view(askedRuns(folder, other, options), options)
    })
}

/** A run that is to be shown. */
interface AskedRun {
  readonly folder: string
  readonly choice: RunChoice
}

/** @throws BadInput when more runs are chosen than there are folders for */
function askedRuns(folder: string, other: string | undefined, { policy = [], seed = [] }: ViewOptions): AskedRun[] {
  const chosen = Math.max(policy.length, seed.length)
  if (chosen > 2)
    throw new BadInput(policy.length > 2 ? '--policy' : '--seed', `${chosen} runs are named`, 'one or two')
  const runs = other === undefined && chosen < 2 ? 1 : 2
  return [folder, other ?? folder].slice(0, runs).map((one, place) => ({
    folder: one,
    choice: { policy: policy[place] ?? policy[0], seed: seed[place] ?? seed[0] },
  }))
}

/** Shows the runs until Ctrl-C or a polite kill. */
async function view(asked: readonly AskedRun[], { port, open, json }: ViewOptions): Promise<number> {
  const stop = new AbortController()
  const heard = (): void => {
    // While runs are loaded there is nothing to be put in order.
    if (stop.signal.aborted || sources.length < asked.length) process.exit(exitCodes.interrupted)
    stop.abort()
  }
  const sources: ResultsSource[] = []
  process.on('SIGINT', heard).on('SIGTERM', heard)
  let server: ViewServer | undefined
  try {
    for (const run of asked) sources.push(await opened(run))
    server = new ViewServer(sources)
    const url = await server.listen(port)
    if (json === true) process.stdout.write(`${JSON.stringify({ url })}\n`)
    else process.stdout.write(`${url} shows ${asked.map(({ folder }) => folder).join(' and ')}; Ctrl-C ends it\n`)
    if (open === true) openBrowser(url)
    if (!stop.signal.aborted) await once(stop.signal, 'abort')
    return exitCodes.complete
  } finally {
    await server?.close()
    for (const source of sources) source.close()
    process.off('SIGINT', heard).off('SIGTERM', heard)
  }
}

/** Loads a run, with progress. */
async function opened({ folder, choice }: AskedRun): Promise<ResultsSource> {
  let fraction = 0
  const progress = startProgress(`loading ${folder}`, 1, () => ({
    runsDone: 0,
    fraction,
    simulatedSeconds: 0,
    date: '',
    label: choice.policy ?? '',
  }))
  try {
    return await ResultsSource.open(folder, choice, (part) => (fraction = part))
  } finally {
    progress.stop()
  }
}
