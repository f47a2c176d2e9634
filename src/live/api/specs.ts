import type { Desk } from './desk.js'

/** What a job runs: its own fields in place of those that all jobs of its task have in common; null: nothing was given. */
export async function mergedSpec(
  { door }: Pick<Desk, 'door'>,
  task: number,
  ordinal: number,
): Promise<Record<string, unknown> | null> {
  const [common, own] = await door.store.specs([
    { task, ordinal: -1 },
    { task, ordinal },
  ])
  if (common === undefined && own === undefined) return null
  return { ...parsed(common), ...parsed(own) }
}

function parsed(body: string | undefined): Record<string, unknown> {
  return body === undefined ? {} : (JSON.parse(body) as Record<string, unknown>)
}
