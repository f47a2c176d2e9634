/** What long tests tell of themselves. */
import { formatCount } from '../../model/format.js'
import type { CampaignCounts } from './campaign.js'
import type { CrowdSize } from './pilot-crowd.js'
import type { StoryEnd } from './stories/story.js'

/** Faults of one kind come by the thousand: so many are told. */
const MOST_FAULTS = 30

export function isSound(stories: readonly StoryEnd[], campaigns: readonly CampaignCounts[]): boolean {
  return stories.every(({ outcome }) => outcome !== 'broken') && campaigns.every(({ faults }) => faults.length === 0)
}

export function storyText({ story, outcome, words, faults }: StoryEnd): string {
  return [`${outcome.padEnd(7)} ${story}: ${words}`, ...faultLines(faults)].join('\n')
}

export function countsText(counts: CampaignCounts, { whole, hollow }: CrowdSize): string {
  const { store, wire, kills, killsAtStart, hurts, restarts, seconds, faults } = counts
  const lines: [what: string, count: number][] = [
    ['kills of the server', kills],
    ['  while it started', killsAtStart],
    ...Object.entries(hurts).map(([name, count]): [string, number] => [`ends by its store: ${name}`, count]),
    ['restarts looked at', counts.glances],
    ['restarts', restarts],
    ['kills of processes of pilots', counts.pilotProcessKills],
    ['tasks submitted', counts.tasks],
    ['tasks killed', counts.tasksKilled],
    ['jobs (attempts)', counts.jobs],
    ['payload starts', counts.payloadStarts],
    ['  as processes', counts.wholeStarts],
    ['final reports acknowledged', counts.reportsAcknowledged],
    ['getJobs repeated', counts.repeatedGetJobs],
    ['pilots told to end their job', counts.commandsHeard],
    ...Object.entries(counts.more),
    ['facts', counts.facts],
    ['seconds', seconds],
    ['faults', faults.length],
  ]
  return [
    `${store}, ${wire} wire: ${whole} pilots with payloads that are processes, ${hollow} without, which only note that they ran`,
    ...lines.map(([what, count]) => `  ${what.padEnd(34)} ${formatCount(count).padStart(9)}`),
    ...faultLines(faults),
  ].join('\n')
}

function faultLines(faults: readonly string[]): string[] {
  const told = faults.slice(0, MOST_FAULTS).map((words) => `  FAULT ${words}`)
  return faults.length > MOST_FAULTS ? [...told, `  and ${faults.length - MOST_FAULTS} more`] : told
}
