import test from 'ava'
import { ask, linksOf, wordsOf } from './testing/ask.js'
import { LONG, NASTY, ODD_QUEUE } from './testing/stage-jobs.js'
import { NotTold } from './readings/not-told.js'
import { stageNetwork, stageQueues } from './testing/stage-places.js'
import { emptyWorld, StageSource, stageAbout } from './testing/stage-source.js'

const pilotsComing = (pilots: NotTold) => ({ ...stageQueues[0], pilots })
const queue = (name: string) => `/queues/${encodeURIComponent(name)}`
const lists = ['/', '/jobs', '/tasks', '/queues', '/users', '/network', '/data', '/workers', '/errors', '/policy']
const all = [...lists, '/jobs/4711', '/jobs/4713', '/jobs/4710', '/tasks/21', '/tasks/22', '/tasks/23']
const pages = [
  ...all,
  '/queues?by=site',
  queue('BNL_PROD'),
  queue(ODD_QUEUE),
  '/policy?constant=maxQueuedPerRunning&value=3',
]

test('every link of every page leads to a page that there is', async (t) => {
  const known = new Set<string>()
  for (const page of pages) for (const link of linksOf((await ask(page)).body)) known.add(link)
  t.true(known.size > 60)
  // Job 4699 is an attempt that the stage names and does not have.
  for (const link of known) if (link !== '/jobs/4699') t.is((await ask(link)).status, 200, link)
})

for (const page of pages)
  test(`${page} shows names as they are, and runs none of them`, async (t) => {
    const { status, body, headers } = await ask(page)
    t.is(status, 200)
    t.false(body.includes('<script>alert'))
    t.false(/ style="| on[a-z]+="/.test(body), 'nothing that the content policy forbids')
    t.regex(headers['content-security-policy'], /default-src 'none'/)
    t.regex(/<title>([^<]*)/.exec(body)![1], / – Stage$/)
    t.is(body.match(/<h1>/g)?.length, 1)
  })

for (const page of lists)
  test(`${page} of an empty world says so`, async (t) => {
    const { status, body } = await ask(page, new StageSource(emptyWorld))
    t.is(status, 200)
    t.regex(body, /<p class="empty">[A-Z][^<]{10,}\.<\/p>/)
    t.notRegex(wordsOf(body), /NaN|undefined|Infinity|null/)
  })

const missing = ['/nowhere', '/jobs/1', '/jobs/abc', '/jobs/-1', '/tasks/99', '/tasks/x', '/queues/none', '/queues/%zz']
for (const page of [...missing, '/jobs.xml', '/policy.csv', '/constructor.csv', '/jobs/4711/more'])
  test(`${page} is not there`, async (t) => {
    const { status, body } = await ask(page)
    t.is(status, 404)
    t.regex(body, /There is nothing at/)
  })

test('a job whose task is named Nothing is there', async (t) => {
  const [task] = (await new StageSource().tasks(undefined as never, { limit: 1 })).items
  const { status } = await ask('/tasks/23', new StageSource({ tasks: [{ ...task, name: 'Nothing' }] }))
  t.is(status, 200)
})

test('filters of the address bar go into the reading', async (t) => {
  const asked = async (address: string, source = new StageSource()) => {
    await ask(address, source)
    return source.asked.filter(({ what }) => what !== 'about').map((one) => one.with)
  }
  const told = { state: 'failed', queue: 'Q', site: 'S', user: 'U', task: 5, error: 1213, below: 7 }
  const words = new URLSearchParams(JSON.parse(JSON.stringify(told)) as Record<string, string>).toString()
  t.deepEqual(await asked(`/jobs?${words}`), [{ ...told, limit: 100 }])
  t.deepEqual(await asked(`/jobs.csv?${words}`), [{ ...told, limit: 10_000 }])
  t.deepEqual(await asked('/jobs?task=x&error=-1&user=+&limit=0'), [
    { task: undefined, error: undefined, below: undefined, limit: 1 },
  ])
  t.deepEqual(await asked('/tasks?name=tt&user=Ada&standing=ended&below=9'), [
    { name: 'tt', user: 'Ada', standing: 'ended', below: 9, limit: 100 },
  ])
  t.deepEqual(await asked('/tasks?standing=odd'), [{ standing: undefined, below: undefined, limit: 100 }])
  t.deepEqual(await asked('/data?name=aod&site=BNL&from=100'), [{ name: 'aod', site: 'BNL', from: 100, limit: 100 }])
  t.deepEqual(await asked('/errors?hours=6'), [6 * 3_600])
  t.deepEqual(await asked('/errors?hours=99999'), [31 * 24 * 3_600])
  t.deepEqual(await asked('/errors'), [24 * 3_600])
  const young = new StageSource({ about: { ...stageAbout, now: 7_200, opensAt: 7_200 } })
  t.deepEqual(await asked('/errors', young), [6 * 3_600], 'a world that is two hours old')
  t.deepEqual((await asked('/policy?constant=maxQueuedPerRunning&value=1e-1'))[1], ['maxQueuedPerRunning', 0.1])
})

test('columns are chosen in the address bar, by boxes or by a list, and stay on the next page', async (t) => {
  const heads = async (address: string) => {
    const { body } = await ask(address)
    return [...body.matchAll(/<th scope="col"[^>]*>([^<]*)/g)].map(([, words]) => words)
  }
  const usual = ['job', 'state', 'for', 'queue', 'task', 'what went wrong', 'try', 'user', 'priority', 'cores']
  t.deepEqual(await heads('/jobs'), usual)
  t.deepEqual(await heads('/jobs?columns=site&columns=created'), ['job', 'site', 'created'])
  t.deepEqual(await heads('/jobs?columns=created,site'), ['job', 'site', 'created'])
  t.deepEqual(await heads('/jobs?columns=__proto__&columns='), usual)
  const { body } = await ask('/jobs?columns=site&columns=created&below=5000')
  t.is(body.match(/type="checkbox"[^>]* checked/g)?.length, 2)
  t.true(linksOf(body).includes('/jobs?columns=site%2Ccreated'))
})

test('from the overview one click leads to why a task is slow', async (t) => {
  t.true(linksOf((await ask('/')).body).includes('/tasks/21'))
  const words = wordsOf((await ask('/tasks/21')).body)
  t.regex(words, /Why it is slow 450 of its jobs wait at BNL_PROD/)
  t.true(words.indexOf('Why it is slow') < words.indexOf('Where its jobs are'))
  t.regex(words, /It would go on if the queue BNL_PROD had 8 more free cores\./)
})

test('why: the chosen queue first, then by weight, then those refused, each with value, threshold and weight', async (t) => {
  const words = wordsOf((await ask('/jobs/4711')).body)
  const verdicts = words.slice(words.indexOf('Every queue: the chosen one first'))
  const places = ['BNL_PROD', 'CERN_PROD', 'LYON_PROD', 'RAL_PROD', ODD_QUEUE].map((name) => verdicts.indexOf(name))
  t.true(
    places.every((place, index) => place > (places[index - 1] ?? 0)),
    verdicts,
  )
  t.regex(words, /RAL_PROD memory It needs 3,000 MB a core, the site has 2,000\. 2,000 3,000 –/)
  t.regex(words, /BNL_PROD chosen It is the heaviest\. – – 12\.3/)
})

test('the story of a job is drawn to scale and ends now, or with the job', async (t) => {
  const alive = (await ask('/jobs/4711')).body
  t.regex(wordsOf(alive), /submitted: 10 s chosen for BNL_PROD: 1 h 7 min its input arrived, activated: 18 h 20 min/)
  t.regex(wordsOf(alive), /sent to the pilot <script>alert\(1\)<\/script>: 5 h 33 min/)
  // Of 90,000 s those from 4,000 to 70,000 are 733 thousandths, from the 44th on.
  t.regex(alive, /class="part tone-2"\s+x="44"\s+y="0"\s+width="733"/)
  t.regex(wordsOf((await ask('/jobs/4713')).body), /sent to the pilot <script>alert\(1\)<\/script> 0 s/)
})

test('sites are the sums of their queues', async (t) => {
  const words = wordsOf((await ask('/queues?by=site')).body)
  t.regex(words, /BNL 1 of 2 2,408 1,800 7,203 of 8,000 12,345 321 2\.5 %/)
  t.regex(wordsOf((await ask('/queues?site=bnl&status=test')).body), /1 queues.*BNL_TEST/)
})

test('the matrix shows the busiest 40 of 170 sites, and any that is named', async (t) => {
  const source = new StageSource({ network: stageNetwork(170) })
  const { body } = await ask('/network', source)
  t.is(body.match(/<th scope="row" class="text">SITE_/g)?.length, 40)
  t.regex(wordsOf(body), /130 sites to which less moves are left out/)
  t.regex(wordsOf(body), /The 25 of 835 links/)
  const next = linksOf(body).find((link) => link.includes('from=40'))!
  t.is((await ask(next, source)).status, 200)
  const named = wordsOf((await ask('/network?source=SITE_100&destination=SITE_10&view=closeness', source)).body)
  t.regex(named, /closeness \(0 is near, 11 is far\)/)
  t.regex(named, /SITE_107 SITE_109 SITE_100 SITE_102 .* SITE_100 5 7 4 6 8 Download/)
})

test('what a changed constant would have done is told, or that it cannot be', async (t) => {
  const told = async (query: string) => wordsOf((await ask(`/policy?${query}`)).body)
  t.regex(
    await told('constant=maxQueuedPerRunning&value=3'),
    /of 240 bunches 12 would go elsewhere, 1 would find no place any more, and 2 would find one that have none/,
  )
  t.regex(await told('constant=minFreeDiskBytes&value=3'), /cannot be told: it is no value/)
  t.regex(await told('constant=maxQueuedPerRunning&value=much'), /“much” is no number/)
  t.regex(await told('constant=odd&value=3'), /has no constant “odd”/)
})

test('what a run has to be made again for comes later: the page says how long, and shows itself anew', async (t) => {
  const coming = new NotTold(`It is made again ${NASTY}.`, { fraction: 0.25, secondsLeft: 7.2 })
  const source = new StageSource({ datasets: coming, workers: coming, whatIf: coming, queues: [pilotsComing(coming)] })
  const wanted = ['/data?name=x&at=5', '/workers', queue('BNL_PROD'), '/policy?constant=maxQueuedPerRunning&value=3']
  for (const page of wanted) {
    const { status, body } = await ask(page, source)
    t.is(status, 200, page)
    t.regex(wordsOf(body), /It is made again <script>alert\(1\)<\/script>\. This takes about 8 s\. Look again/)
    t.regex(body, / data-coming>/)
    t.false(body.includes('<script>alert'))
  }
  t.true((await ask(wanted[0], source)).body.includes('<a href="?name=x&amp;at=5">Look again</a>'))
  t.regex(wordsOf((await ask(queue('BNL_PROD'), source)).body), /Why work stays away The step memory refuses/)
  const file = await ask('/data.csv', source)
  t.deepEqual([file.status, file.headers['retry-after'], file.type], [503, '8', 'text/plain; charset=utf-8'])
})

test('what cannot be told at all is said in a sentence, on pages and for files', async (t) => {
  const never = new NotTold('The folder holds no study.')
  const source = new StageSource({ datasets: never, workers: never })
  for (const page of ['/data', '/workers']) {
    const { status, body } = await ask(page, source)
    t.is(status, 200)
    t.regex(body, /<p class="empty">The folder holds no study\.<\/p>/)
    t.notRegex(body, /data-coming/)
  }
  const { status, body } = await ask('/workers.json', source)
  t.deepEqual([status, body], [404, 'The folder holds no study.\n'])
})

test('workers: pilots by queue, and those that are looked for', async (t) => {
  const words = wordsOf((await ask('/workers?queue=bnl')).body)
  t.regex(words, /1 of 1 workers .*pilot-1 running BNL_PROD 4714/)
  t.regex(words, /Pilots of each queue .*BNL_PROD 900 40 900 7/)
  t.notRegex(words.slice(words.indexOf('Pilots of each queue')), /ODD/)
})

test('two runs stand side by side, and links keep both and the moment', async (t) => {
  const run = (title: string) =>
    new StageSource({ about: { ...stageAbout, world: 'results', hasPast: true, originMilliseconds: undefined, title } })
  const { body } = await ask('/tasks/21?run=0&beside=1&at=100', run('One'), run('Two'))
  t.regex(body, /<h1>Task ttbar simulation: One<\/h1>[\s\S]*<h1>Task ttbar simulation: Two<\/h1>/)
  t.true(linksOf(body).includes('/jobs/4711?run=0&beside=1&at=100'))
  t.regex(body, /day 1, 00:01:40/)
})

test('lists come as files, whose cells no spreadsheet takes for formulas', async (t) => {
  const csv = await ask('/jobs.csv')
  t.is(csv.type, 'text/csv; charset=utf-8')
  t.is(csv.headers['content-disposition'], 'attachment; filename="jobs.csv"')
  const [head, ...lines] = csv.body.split('\r\n')
  t.regex(head, /^id,task,taskName,.*,errorCode,error$/)
  t.is(lines.length, 7)
  t.true(lines[3].includes(`${NASTY},3,1,"'=HYPERLINK(""http://x"")"`), lines[3])
  const json = JSON.parse((await ask('/jobs.json')).body) as { id: number; error: unknown }[]
  t.deepEqual(
    json.map(({ id }) => id),
    [4715, 4714, 4713, 4712, 4711, 4710],
  )
  for (const list of ['tasks', 'queues', 'users', 'network', 'data', 'workers']) {
    const { status, body } = await ask(`/${list}.csv`)
    t.is(status, 200, list)
    t.true(body.split('\r\n').length > 3, list)
    t.true((JSON.parse((await ask(`/${list}.json`)).body) as unknown[]).length > 1, list)
  }
  t.regex((await ask('/queues.csv?site=CERN')).body, /^queue,.*\r\nCERN_PROD,CERN,.*\r\n$/)
  t.true((await ask('/tasks.csv')).body.includes(LONG))
})
