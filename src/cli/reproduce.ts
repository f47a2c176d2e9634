import { isAbsolute, relative, sep } from 'node:path'
import { Command } from 'commander'
import { BadInput } from '../model/bad-input.js'
import { placeOf } from '../lab/folder-place.js'
import { compareHashes, type Reproduced, runsIn } from '../lab/reproduce.js'
import { studyIn } from '../lab/study-inputs.js'
import { version } from '../sim/version.js'
import { conductStudy, deliver, printJson } from './conduct-study.js'
import { exitCodes } from './exit-codes.js'
import { positiveWhole, terminalWidth } from './options.js'
import { renderTable } from './table.js'

interface ReproduceOptions {
  out?: string
  workers?: number
  json?: boolean
}

/** `ailuro reproduce FOLDER`: runs the study of a results folder again and holds the hashes against each other. */
export function reproduceCommand(): Command {
  return new Command('reproduce')
    .description('run the study of a results folder again, from the inputs kept there, to the same hashes')
    .argument('<folder>', 'results folder')
    .option('--out <folder>', 'write a results folder of the new runs, not the one given')
    .option('--workers <number>', 'threads (default: one for each core)', positiveWhole)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Example:
  ailuro reproduce results/start

Exit codes: 0 all runs are the same, 4 some differ.`,
    )
    .action(async (folder: string, options: ReproduceOptions) => {
      process.exitCode = await reproduce(folder, options)
    })
}

async function reproduce(folder: string, { out, workers, json }: ReproduceOptions): Promise<number> {
  if (out !== undefined) refuseEvidence(folder, out)
  const { spec, madeWith, wasChanged } = await studyIn(folder)
  const before = runsIn(folder)
  const study = await conductStudy(spec, { out, workers })
  if (out !== undefined) await deliver(study, out)
  const runs = compareHashes(before, study)
  const same = runs.every((run) => run.same)
  const made = { ailuro: madeWith?.ailuro ?? before[0]?.version ?? '', node: madeWith?.node ?? '' }
  const now = { ailuro: version, node: process.version }
  if (json === true) printJson({ study: spec.name, madeWith: made, now, studyChanged: wasChanged, same, runs })
  else process.stdout.write(`${reproducedText(runs, made, now)}${wasChanged ? changedText : ''}`)
  return same ? exitCodes.complete : exitCodes.different
}

const changedText =
  'study.yaml was changed since the study was run, so this is another study than that of the folder.\n'

/** New runs never replace the folder that they are held against. @throws BadInput */
function refuseEvidence(folder: string, out: string): void {
  const way = relative(placeOf(folder), placeOf(out))
  const isInside = way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
  if (isInside) throw new BadInput(out, `it is the folder to reproduce (${folder}), or in it`, 'another folder')
}

type Makers = Readonly<Record<'ailuro' | 'node', string>>

/** What was found, for a terminal: a line a run, and what else differs. */
function reproducedText(runs: readonly Reproduced[], made: Makers, now: Makers): string {
  const columns = ['Policy', 'Seed', 'Load', 'Before', 'Now', ''].map((title, i) => {
    return { title, align: 'left' as const, importance: 9 - i }
  })
  const rows = runs.map(({ policy, seed, load, before, now, same }) => {
    return [
      policy,
      seed,
      load === undefined ? '' : String(load),
      before ?? 'none',
      now ?? 'none',
      same ? 'same' : 'DIFFERENT',
    ]
  })
  const same = runs.filter((run) => run.same).length
  const told = (['ailuro', 'node'] as const)
    .filter((what) => made[what] !== '' && made[what] !== now[what])
    .map((what) => `The folder was made with ${what} ${made[what]}, this is ${now[what]}.\n`)
  const verdict = `${same} of ${runs.length} runs are the same to the last fact.\n`
  return `${renderTable(columns, rows, terminalWidth())}\n\n${told.join('')}${verdict}`
}
