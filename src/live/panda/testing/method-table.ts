import type { PandaMethod } from '../method.js'
import { everyMethod } from '../methods/index.js'

const heading = `# PanDA's methods on this server

What of PanDA's interface is served, in both families: classic \`/server/panda/<method>\`, and \`/api/v1/<module>/<method>\` (\`latest\` is
another name for \`v1\`). Made from the table in \`src/live/panda/methods\`; a test sees that it is up to date. What is not in the table is not
served: the modules async_process, data_carousel, idds and workflow, event picking, checkpoints, and the recovery of files.

| classic | v1 | what it does | used by | roles | what is not done |
| --- | --- | --- | --- | --- | --- |
`

/** The methods as a table for people, in Markdown. */
export function methodTable(): string {
  return heading + everyMethod.map(([, method]) => rowOf(method)).join('')
}

function rowOf({ classic, v1, summary, usedBy, may, missing }: PandaMethod): string {
  const names = v1.map(({ verb, path }) => `${verb} \`${path}\``).join(', ')
  const roles = may === 'anyone' ? 'anybody' : may.join(', ')
  const cells = [classic === undefined ? '' : `\`${classic}\``, names, summary, usedBy.join(', '), roles, missing ?? '']
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
}
