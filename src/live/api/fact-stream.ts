/** The journal as a stream: a part of it, or what is there and then what comes. */
import type { Desk } from './desk.js'
import { type ToldFact, toldFact } from './facts-in-words.js'

/** Facts that are read from the store at a time. */
const PAGE = 1_000
/** Silence after which a follower is shown that the connection stands. */
const SIGN_OF_LIFE_MILLISECONDS = 15_000

/** How facts are written. */
export interface FactFormat {
  readonly mediaType: string
  write(fact: ToldFact): string
  /** Means nothing. */
  readonly signOfLife: string
}

export const jsonLines: FactFormat = {
  mediaType: 'application/x-ndjson',
  write: (fact) => `${JSON.stringify(fact)}\n`,
  signOfLife: '\n',
}

export const serverSentEvents: FactFormat = {
  mediaType: 'text/event-stream',
  write: (fact) => `id: ${fact.number}\nevent: ${fact.kind}\ndata: ${JSON.stringify(fact)}\n\n`,
  signOfLife: ': still here\n\n',
}

/**
 * Facts from a running number on, written in chunks. Whoever takes the chunks slowly gets them slowly: nothing piles up here.
 * @param most facts at most
 * @param gone ends a stream that is followed
 */
export async function* factChunks(
  desk: Desk,
  format: FactFormat,
  from: number,
  most: number,
  follows: boolean,
  gone: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const news = new News(desk, gone)
  try {
    let next = from
    // It may be silent for long: proxies and clients get the head of the answer at once.
    if (follows) yield format.signOfLife
    let left = most
    while (left > 0 && !gone.aborted) {
      news.forget()
      const { first, facts } = await desk.door.store.facts(next, Math.min(PAGE, left))
      if (facts.length > 0) {
        yield await desk.door.ask((core) =>
          facts.map((fact, i) => format.write(toldFact(core, desk.door.bornMilliseconds, first + i, fact))).join(''),
        )
        next = first + facts.length
        left -= facts.length
      } else if (!follows) return
      else if (!(await news.come())) yield format.signOfLife
    }
  } finally {
    news.end()
  }
}

/** Waits for commits. */
class News {
  private has = false
  private wake: (() => void) | undefined
  private readonly stopListening: () => void

  constructor(
    desk: Desk,
    private readonly gone: AbortSignal,
  ) {
    this.stopListening = desk.door.onCommit(() => this.heard())
    gone.addEventListener('abort', this.heard)
  }

  forget(): void {
    this.has = false
  }

  /** Waits for news or for the follower to go; not for ever. @returns whether there were any */
  async come(): Promise<boolean> {
    if (!this.has && !this.gone.aborted) {
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>((resolve) => {
        this.wake = resolve
        timer = setTimeout(resolve, SIGN_OF_LIFE_MILLISECONDS)
      })
      clearTimeout(timer)
      this.wake = undefined
    }
    return this.has
  }

  end(): void {
    this.stopListening()
    this.gone.removeEventListener('abort', this.heard)
  }

  private readonly heard = (): void => {
    this.has = true
    this.wake?.()
  }
}
