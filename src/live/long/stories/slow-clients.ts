import { connect, type Socket } from 'node:net'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from '../../api/client.js'
import { storeFaults } from '../examine-store.js'
import { missing, type Promised, submitOne, takeOne } from './one-by-one.js'
import type { Story, StoryScene } from './story.js'

/** Time for the head of a request and for all of it. */
const HEAD_SECONDS = 2
const REQUEST_SECONDS = 4
const CLIENTS_OF_EACH_KIND = 100
/** What others get done meanwhile. */
const TASKS = 60

/** Hundreds of clients that do not get on with it, while others are served. */
export const slowClients: Story = {
  name: 'half-sent requests and slow clients',
  async tell(scene) {
    const plan = await scene.plan({
      limits: { headSeconds: HEAD_SECONDS, requestSeconds: REQUEST_SECONDS, idleSeconds: 3 },
    })
    const life = await scene.start(plan)
    const client = await scene.admin(plan)
    const token = (await readFile(join(plan.folder, 'admin-token'), 'utf8')).trim()
    const crowd = new SlowCrowd(plan.port, token)
    const promised = await serveOthers(client)
    const answers = await crowd.ends()
    scene.faults.push(...(await missing(client, promised)))
    const { items } = await client.call('GET /tasks', { query: { limit: 1000 } })
    scene.expect(
      items.length === TASKS,
      `${items.length} tasks are there, ${TASKS} were submitted: half a request counted`,
    )
    const late = answers.filter((answer) => answer.startsWith('HTTP/1.1 408')).length
    const silent = answers.filter((answer) => answer === '').length
    scene.expect(late > 0, 'no request that was half sent was answered with 408')
    tellCounts(scene, { clients: answers.length, late, silent })
    life.signal('SIGTERM')
    const { code } = await life.ended
    scene.expect(code === 0, `the server ended with code ${String(code)}`)
    scene.faults.push(...(await storeFaults(plan.store)))
    return undefined
  },
}

function tellCounts(scene: StoryScene, { clients, late, silent }: Record<'clients' | 'late' | 'silent', number>): void {
  scene.count('slow clients, all put out', clients)
  scene.count('of them told 408', late)
  scene.count('without an answer', silent)
  scene.count('tasks of others, whose jobs ran', TASKS)
}

async function serveOthers(client: Client): Promise<Promised[]> {
  const promised: Promised[] = []
  for (let task = 0; task < TASKS; task++) {
    promised.push(await submitOne(client, `task-${task}`))
    const { id } = await takeOne(client, 'hand')
    await client.call('POST /jobs/:id/ended', { params: { id }, body: { outcome: 'finished' } })
  }
  return promised
}

/** Clients that send half of a head, half of a body, one byte now and then, or that never read. */
class SlowCrowd {
  private readonly closed: Promise<string>[] = []
  private readonly timers: NodeJS.Timeout[] = []

  constructor(port: number, token: string) {
    const head = (line: string): string => `${line} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n`
    const submission = `${head('POST /api/ailuro/v1/tasks')}Content-Type: application/json\r\nContent-Length: 200\r\n\r\n{"name":"half",`
    for (let each = 0; each < CLIENTS_OF_EACH_KIND; each++) {
      this.add(port, (socket) => void socket.write(head('GET /api/ailuro/v1/tasks')))
      this.add(port, (socket) => void socket.write(submission))
      this.add(port, (socket) => this.trickle(socket, head('GET /api/ailuro/v1/tasks').repeat(4)))
      this.add(port, (socket) => this.neverRead(socket, `${head('GET /api/ailuro/v1/facts?limit=10000')}\r\n`))
    }
  }

  /** What each was answered, once all have been put out; those that never read have by now. */
  async ends(): Promise<string[]> {
    const answers = await Promise.all(this.closed)
    for (const timer of this.timers) clearInterval(timer)
    return answers
  }

  private add(port: number, begin: (socket: Socket) => void): void {
    const socket = connect({ port, host: '127.0.0.1' })
    let answer = ''
    socket.setEncoding('latin1').on('data', (text: string) => (answer = (answer + text).slice(0, 200)))
    socket.on('error', () => undefined)
    socket.once('connect', () => begin(socket))
    this.closed.push(new Promise((resolve) => socket.once('close', () => resolve(answer))))
  }

  private trickle(socket: Socket, text: string): void {
    let sent = 0
    this.timers.push(setInterval(() => !socket.destroyed && socket.write(text[sent++ % text.length]), 200))
  }

  private neverRead(socket: Socket, request: string): void {
    socket.pause()
    socket.write(request)
    this.timers.push(setTimeout(() => socket.resume(), (REQUEST_SECONDS + 2) * 1000))
  }
}
