/** `npm run conformance -- DIR [--json]`: holds the core's own functions against recorded answers of PanDA's. */
import { Command, CommanderError } from 'commander'
import { BadInput } from '../model/bad-input.js'
import { families } from './families/index.js'
import { resultText } from './result-text.js'
import { runFamilies } from './run-families.js'
import { readVectorFolder } from './vector-folder.js'

/** Exit codes of the command. */
const exitCodes = { matched: 0, different: 1, badInput: 2 } as const

const help = `
DIR holds files <family>.json, <family>.2.json, ..., also gzipped (.json.gz), of the form
  {"family": "...", "cases": [{"id": "...", "in": {...}, "out": {...}, "quirk"?: "...", "tie"?: ...}]}
Integers must be equal, fractions agree to a relative 1e-9. The numbers of cases include those marked as quirks,
which are counted apart as well. Families that the core has no rule for yet are listed and not compared.

Examples:
  npm run conformance -- scenarios/vectors                           the answers that come with ailuro
  npm run --silent conformance -- scenarios/vectors --json > a.json  every difference, for a program to read

Exit codes: 0 all compared cases matched, 1 some differ, 2 bad usage or bad input.`

const program = new Command('conformance')
  .description('how far the core decides as PanDA did: recorded answers, case by case')
  .argument('<DIR>', 'folder of vector files')
  .option('--json', 'print one JSON object with all differences')
  .addHelpText('after', help)
  .exitOverride()
  .action((folder: string, { json }: { json?: boolean }) => {
    const results = runFamilies(readVectorFolder(folder), families)
    process.stdout.write(`${json === true ? JSON.stringify({ families: results }, null, 2) : resultText(results)}\n`)
    const different = results.some(({ differences }) => differences.length > 0)
    process.exitCode = different ? exitCodes.different : exitCodes.matched
  })

// A reader that closes its end of a pipe early (head, less) has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  program.parse()
} catch (error) {
  if (error instanceof BadInput) process.stderr.write(`conformance: ${error.message}\n`)
  else if (!(error instanceof CommanderError)) throw error
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? exitCodes.matched : exitCodes.badInput
}
