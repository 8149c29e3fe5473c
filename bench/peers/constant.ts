/** The floor: a bare node:net server that reads, looks at nothing, and writes the same answer to everything. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { listen } from './listen.ts'

const answer = readFileSync(process.argv[2] ?? '', 'latin1')

const server = createServer({ noDelay: true }, socket => {
  socket.on('data', () => socket.write(answer, 'latin1'))
  socket.on('error', () => {})
})
listen(server)
