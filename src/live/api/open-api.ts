/** The table of routes as a document of OpenAPI 3.1. */
import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import type { Route } from './route.js'
import { placeOfRoute } from './route-place.js'
import { themes } from './routes/index.js'
import { problem } from './shapes.js'

type Json = Record<string, unknown>
type Schemas = Record<string, unknown>

/** Statuses of refusals that every route has, or every one that is not open to all. */
const ALWAYS = [400, 429, 503]
const WITH_TOKEN = [401, 403]
const WITH_BODY = [413, 415, 422]

/** @param routes by name */
export function openApi(routes: Readonly<Record<string, unknown>>): Json {
  const schemas: Schemas = {}
  schemaOf(problem, 'output', schemas)
  const paths: Record<string, Json> = {}
  for (const [name, route] of Object.entries(routes)) {
    const { method, path } = placeOfRoute(name)
    const place = path.replace(/:(\w+)/g, '{$1}')
    paths[place] ??= {}
    paths[place][method.toLowerCase()] = operationOf(name, route as Route, schemas)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'ailuro',
      version: '1',
      description: 'The native API of the live server: tasks, jobs, pilots, data and the journal.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Object.keys(themes).map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'A token that begins with ailuro_' } },
    },
  }
}

function operationOf(name: string, route: Route, schemas: Schemas): Json {
  const { summary, detail, may, example } = route
  const content = bodyOf(route, schemas)
  return {
    operationId: operationId(name),
    tags: Object.entries(themes).flatMap(([theme, table]) => (name in table ? [theme] : [])),
    summary,
    ...(detail === undefined ? {} : { description: detail }),
    security: may === 'anyone' ? [] : [{ token: [] }],
    ...(may === 'anyone' ? {} : { 'x-roles': [...new Set([...may, 'admin'])] }),
    parameters: [
      ...parametersOf('path', route.params, example.params, schemas),
      ...parametersOf('query', route.query, example.query, schemas),
      ...(takesKey(name, route) ? [keyParameter] : []),
    ],
    ...(content === undefined ? {} : { requestBody: { required: true, content } }),
    responses: responsesOf(route, content !== undefined, schemas),
  }
}

/** `POST /tasks/:number/kill` as `postTasksNumberKill`. */
function operationId(name: string): string {
  const [method, path] = name.split(' ')
  const words = path.split(/\W+/).filter((word) => word !== '')
  return method.toLowerCase() + words.map((word) => word[0].toUpperCase() + word.slice(1)).join('')
}

/** Whether a key changes anything: where the call does not stay the same however often it is made. */
function takesKey(name: string, { isIdempotent }: Route): boolean {
  return name.startsWith('POST ') && !isIdempotent && name !== 'POST /tokens'
}

const keyParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'The same key gets the same answer again, and another request under it is refused; keys are the own ones of each user and path.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
}

function parametersOf(place: 'path' | 'query', given: z.ZodObject, example: Json = {}, schemas: Schemas): Json[] {
  return Object.entries(given.shape).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path',
    schema: schemaOf(schema, 'input', schemas),
    ...(name in example ? { example: example[name] } : {}),
  }))
}

function bodyOf(route: Route, schemas: Schemas): Json | undefined {
  const { body, bodyType, example } = route
  const isEmpty = body instanceof z.ZodObject && Object.keys(body.shape).length === 0
  if (isEmpty) return undefined
  return { [bodyType]: { schema: schemaOf(body, 'input', schemas), example: example.body } }
}

function responsesOf(route: Route, hasBody: boolean, schemas: Schemas): Json {
  const { status, answer, answerType, refusals, may } = route
  const mediaType = answerType.split(';')[0]
  const ok = {
    description: STATUS_CODES[status],
    content: { [mediaType]: { schema: schemaOf(answer, 'output', schemas) } },
  }
  const statuses = new Set([
    ...ALWAYS,
    ...(may === 'anyone' ? [] : WITH_TOKEN),
    ...(hasBody ? WITH_BODY : []),
    ...refusals,
  ])
  const refused = [...statuses].sort((one, other) => one - other).map((code) => [code, refusal(code)] as const)
  return { [status]: ok, ...Object.fromEntries(refused) }
}

function refusal(status: number): Json {
  const schema = { $ref: '#/components/schemas/Problem' }
  return { description: STATUS_CODES[status], content: { 'application/problem+json': { schema } } }
}

/** A schema, with what has a name of its own put among the components. */
function schemaOf(schema: unknown, io: 'input' | 'output', schemas: Schemas): unknown {
  const made = z.toJSONSchema(schema as z.ZodType, { io, unrepresentable: 'any' }) as Json
  const { $defs = {}, $schema: _, ...rest } = withPlaces(made) as Json
  Object.assign(schemas, $defs as Json)
  const { id, ...own } = rest
  if (typeof id !== 'string') return rest
  schemas[id] = own
  return { $ref: `#/components/schemas/${id}` }
}

/** References as they stand in the document. */
function withPlaces(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withPlaces)
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string'
        ? value.replace('#/$defs/', '#/components/schemas/')
        : withPlaces(value),
    ]),
  )
}
