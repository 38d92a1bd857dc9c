/** Embeds texts by the letters that they have in common, which needs no training and knows no words. */
import { SeededRandom } from '../server/regulations/search/seededRandom.ts';

const dimension = 768;
/** Letters of a piece, the spaces between words counted. */
const pieceLength = 5;
/** Places of a vector at which a piece counts. */
const placesOfPiece = 16;

interface Direction {
  readonly places: readonly number[];
  readonly weight: number;
}

/** Pieces of words weigh by how rare they are, and have directions at random (Johnson and Lindenstrauss, 1984). */
export class LetterEmbedder {
  readonly vectors: readonly Float32Array[];
  readonly #directions: ReadonlyMap<string, Direction>;

  constructor(texts: readonly string[]) {
    const counts = new Map<string, number>();
    for (const text of texts)
      for (const piece of new Set(piecesOf(text))) counts.set(piece, (counts.get(piece) ?? 0) + 1);
    const random = new SeededRandom(5);
    this.#directions = new Map(
      [...counts].map(([piece, count]) => [
        piece,
        {
          // The sign of a place is that of its bitwise complement.
          places: Array.from({ length: placesOfPiece }, () => {
            const place = random.below(dimension);
            return random.next() < 0.5 ? place : ~place;
          }),
          weight: Math.log(1 + texts.length / count),
        },
      ]),
    );
    this.vectors = texts.map((text) => this.embedText(text));
  }

  /** Of length 1, or 0 for a text of which nothing is known. */
  embedText(text: string): Float32Array {
    const counts = new Map<string, number>();
    for (const piece of piecesOf(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
    const vector = new Float32Array(dimension);
    for (const [piece, count] of counts) {
      const direction = this.#directions.get(piece);
      if (direction === undefined) continue;
      const weight = (1 + Math.log(count)) * direction.weight;
      for (const place of direction.places) {
        const at = place < 0 ? ~place : place;
        vector[at] = (vector[at] ?? 0) + (place < 0 ? -weight : weight);
      }
    }
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    return length === 0 ? vector : vector.map((value) => value / length);
  }
}

function piecesOf(text: string): readonly string[] {
  const plain = ` ${text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} `;
  return Array.from({ length: Math.max(0, plain.length - pieceLength + 1) }, (_, at) =>
    plain.slice(at, at + pieceLength),
  );
}
