/** HTTP by hand, for loads. */
import { connect, type Socket } from 'node:net'

export interface LineAnswer {
  /** 0: there was none. */
  readonly status: number
  readonly body: string
}

const lost: LineAnswer = { status: 0, body: '' }

/** One connection to a server, by hand: a bench must cost less than what it measures. One request at a time. */
export class Line {
  private readonly host: string
  private readonly port: number
  private readonly head: string
  private socket: Socket | undefined
  private received = ''
  private answered: ((answer: LineAnswer) => void) | undefined

  /** @param closes whether each request has a connection of its own */
  constructor(
    url: string,
    token: string,
    private readonly closes: boolean,
  ) {
    const { hostname, port } = new URL(url)
    this.host = hostname
    this.port = Number(port)
    const connection = closes ? 'Connection: close\r\n' : ''
    this.head = `Host: ${hostname}\r\n${connection}Authorization: Bearer ${token}\r\nContent-Type: application/json\r\n`
  }

  post(path: string, body: string): Promise<LineAnswer> {
    return this.send(`POST ${path} HTTP/1.1\r\n${this.head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }

  get(path: string): Promise<LineAnswer> {
    return this.send(`GET ${path} HTTP/1.1\r\n${this.head}\r\n`)
  }

  close(): void {
    this.socket?.destroy()
  }

  private send(request: string): Promise<LineAnswer> {
    return new Promise((resolve) => {
      this.answered = resolve
      this.socket ??= this.open()
      this.socket.write(request)
    })
  }

  private open(): Socket {
    const socket = connect(this.port, this.host)
    socket.setNoDelay(true)
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => this.hear(text))
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (this.socket !== socket) return
      this.socket = undefined
      this.received = ''
      this.settle(lost)
    })
    return socket
  }

  private hear(text: string): void {
    this.received += text
    const end = this.received.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = Number(/content-length: (\d+)/i.exec(this.received)?.[1] ?? 0)
    if (this.received.length < end + 4 + length) return
    const status = Number(this.received.slice(9, 12))
    const body = this.received.slice(end + 4, end + 4 + length)
    this.received = ''
    if (this.closes) {
      this.socket?.destroy()
      this.socket = undefined
    }
    this.settle({ status, body })
  }

  private settle(answer: LineAnswer): void {
    const { answered } = this
    this.answered = undefined
    answered?.(answer)
  }
}
