import { type Arguments, Client, type ClientSettings, type Output, type RouteName } from '../api/client.js'
import { note } from './notes.js'

/** The client of a pilot, which notes what the server has acknowledged. */
export class NotingClient extends Client {
  constructor(
    settings: ClientSettings,
    private readonly file: string,
  ) {
    super(settings)
  }

  override async call<Name extends RouteName>(name: Name, ...args: Arguments<Name>): Promise<Output<Name>> {
    const answer = await super.call(name, ...args)
    if (name === 'POST /pilots/ask') {
      const { job } = answer as Output<'POST /pilots/ask'>
      if (job?.isRepeated === true) note(this.file, ['repeated', job.id])
    } else if (name === 'POST /jobs/:id/ended') {
      const [{ params, body }] = args as unknown as Arguments<'POST /jobs/:id/ended'>
      const { known } = answer as Output<'POST /jobs/:id/ended'>
      note(this.file, ['ended', params.id, body.outcome, known])
    }
    return answer
  }
}
