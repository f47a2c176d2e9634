import { Command } from 'commander'
import { scenarioSchemaText } from '../sim/published-schema.js'

/** `ailuro scenario schema`: what a scenario file may hold. */
export function scenarioCommand(): Command {
  const scenario = new Command('scenario').description('work with scenario files')
  scenario
    .command('schema')
    .description('print the JSON Schema of scenario files, for editors')
    .addHelpText('after', '\nExample:\n  ailuro scenario schema > scenario.json')
    .action(() => void process.stdout.write(scenarioSchemaText()))
  return scenario
}
