import type { Subject } from './find-job.js'
import { type JobStory, jobStory } from './job-story.js'
import type { ResultsReader } from './results-reader.js'
import { type SiteStory, siteStory } from './site-story.js'
import { type TaskStory, taskStory } from './task-story.js'

/** What is told of a job, a task or a site. */
export type Story =
  | { readonly kind: 'job'; readonly job: JobStory }
  | { readonly kind: 'task'; readonly task: TaskStory }
  | { readonly kind: 'site'; readonly site: SiteStory }

/** The story of what a word meant. */
export async function explainSubject(reader: ResultsReader, subject: Subject): Promise<Story> {
  switch (subject.kind) {
    case 'job':
      return { kind: 'job', job: await jobStory(reader, subject.job) }
    case 'task':
      return { kind: 'task', task: await taskStory(reader, subject.task) }
    case 'site':
      return { kind: 'site', site: await siteStory(reader, subject.site) }
  }
}
