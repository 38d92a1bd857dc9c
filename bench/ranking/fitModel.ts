/** Fits the first ranking: a small network that gives each candidate of a question its score. */
import { featureCount } from '../../server/regulations/search/candidateFeatures.ts';
import type { RankingWeights } from '../../server/regulations/search/rankingModel.ts';
import { SeededRandom } from '../../server/regulations/search/seededRandom.ts';
import type { DescribedQuestion } from './judgedQuestions.ts';

const hiddenUnits = 12;
const epochs = 6;
const learningRate = 0.003;
const decay = 0.001;
/** Networks from different beginnings whose scores are averaged. */
const beginnings = 4;
/** The place of the weighted sum of all lexical scores among the features: a good beginning by itself. */
const lexicalFeature = 9;
const lexicalBeginning = 0.8;
/** Decay rates and divisor of Adam (Kingma and Ba, 2015), as its authors propose them. */
const adam = { first: 0.9, second: 0.999, epsilon: 1e-8 };

/** The loss is that of ListNet (Cao and others, 2007): the softmax of the scores should be even over what answers. */
export function fitModel(questions: readonly DescribedQuestion[]): RankingWeights {
  const { means, deviations } = momentsOf(questions);
  const samples = questions
    .filter(({ isRelevant }) => isRelevant.includes(1))
    .map(({ features, isRelevant }) => ({ features: standardise(features, means, deviations), isRelevant }));
  const networks = Array.from({ length: beginnings }, (_, seed) => fitNetwork(samples, new SeededRandom(seed + 1)));
  const linear = new Float64Array(featureCount);
  const hidden: number[] = [];
  const biases: number[] = [];
  const output: number[] = [];
  // Whoever scores does not standardise: the weights do it.
  for (const network of networks) {
    for (let at = 0; at < featureCount; at++)
      linear[at] = (linear[at] ?? 0) + (network.linear[at] ?? 0) / (deviations[at] ?? 1) / beginnings;
    for (let unit = 0; unit < hiddenUnits; unit++) {
      let bias = network.biases[unit] ?? 0;
      for (let at = 0; at < featureCount; at++) {
        const weight = (network.hidden[unit * featureCount + at] ?? 0) / (deviations[at] ?? 1);
        hidden.push(weight);
        bias -= weight * (means[at] ?? 0);
      }
      biases.push(bias);
      output.push((network.output[unit] ?? 0) / beginnings);
    }
  }
  return { linear: [...linear], hidden, biases, output };
}

interface Sample {
  readonly features: Float64Array;
  readonly isRelevant: Uint8Array;
}

const networkParts = ['linear', 'hidden', 'biases', 'output'] as const;
type Network = Readonly<Record<(typeof networkParts)[number], Float64Array>>;

function momentsOf(questions: readonly DescribedQuestion[]) {
  const sums = new Float64Array(featureCount);
  const squares = new Float64Array(featureCount);
  let rows = 0;
  for (const { features, places } of questions) {
    rows += places.length;
    for (const [at, value] of features.entries()) {
      const feature = at % featureCount;
      sums[feature] = (sums[feature] ?? 0) + value;
      squares[feature] = (squares[feature] ?? 0) + value * value;
    }
  }
  const means = sums.map((sum) => sum / rows);
  const deviations = squares.map((square, at) => Math.sqrt(Math.max(0, square / rows - (means[at] ?? 0) ** 2)) + 1e-6);
  return { means, deviations };
}

function standardise(features: Float32Array, means: Float64Array, deviations: Float64Array): Float64Array {
  return Float64Array.from(features, (value, at) => {
    const feature = at % featureCount;
    return (value - (means[feature] ?? 0)) / (deviations[feature] ?? 1);
  });
}

function fitNetwork(samples: readonly Sample[], random: SeededRandom): Network {
  const normal = (length: number, deviation: number): Float64Array =>
    Float64Array.from({ length }, () => random.normal() * deviation);
  const network: Network = {
    hidden: normal(hiddenUnits * featureCount, Math.sqrt(1 / featureCount)),
    biases: new Float64Array(hiddenUnits),
    output: normal(hiddenUnits, Math.sqrt(1 / hiddenUnits) / 2),
    linear: new Float64Array(featureCount),
  };
  network.linear[lexicalFeature] = lexicalBeginning;
  const descent = networkParts.map((part) => ({ part, adamOfPart: new Adam(network[part]) }));
  const order = Int32Array.from(samples.keys());
  const steps = epochs * samples.length;
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    random.shuffle(order);
    for (const at of order) {
      const sample = samples[at];
      if (sample === undefined) continue;
      const gradients = gradientsOf(network, sample);
      step++;
      const rate = learningRate * (1 - step / (steps + 1));
      for (const { part, adamOfPart } of descent) adamOfPart.step(gradients[part], rate);
    }
  }
  return network;
}

/** Of the loss, by each weight. */
function gradientsOf({ linear, hidden, biases, output }: Network, { features, isRelevant }: Sample): Network {
  const rows = isRelevant.length;
  const scores = new Float64Array(rows);
  const activations = new Float64Array(rows * hiddenUnits);
  for (let row = 0; row < rows; row++) {
    const start = row * featureCount;
    let score = 0;
    for (let at = 0; at < featureCount; at++) score += (linear[at] ?? 0) * (features[start + at] ?? 0);
    for (let unit = 0; unit < hiddenUnits; unit++) {
      let sum = biases[unit] ?? 0;
      const weights = unit * featureCount;
      for (let at = 0; at < featureCount; at++) sum += (hidden[weights + at] ?? 0) * (features[start + at] ?? 0);
      const activation = Math.tanh(sum);
      activations[row * hiddenUnits + unit] = activation;
      score += (output[unit] ?? 0) * activation;
    }
    scores[row] = score;
  }
  const most = scores.reduce((greatest, score) => Math.max(greatest, score), -Infinity);
  const shares = scores.map((score) => Math.exp(score - most));
  const sum = shares.reduce((total, share) => total + share, 0);
  const wanted = isRelevant.reduce((total, one) => total + one, 0);
  const gradients: Network = {
    hidden: new Float64Array(hidden.length),
    biases: new Float64Array(biases.length),
    output: new Float64Array(output.length),
    linear: new Float64Array(linear.length),
  };
  for (let row = 0; row < rows; row++) {
    const slope = (shares[row] ?? 0) / sum - (isRelevant[row] ?? 0) / wanted;
    const start = row * featureCount;
    add(gradients.linear, 0, features, start, slope);
    for (let unit = 0; unit < hiddenUnits; unit++) {
      const activation = activations[row * hiddenUnits + unit] ?? 0;
      gradients.output[unit] = (gradients.output[unit] ?? 0) + slope * activation;
      const inner = slope * (output[unit] ?? 0) * (1 - activation * activation);
      gradients.biases[unit] = (gradients.biases[unit] ?? 0) + inner;
      add(gradients.hidden, unit * featureCount, features, start, inner);
    }
  }
  return gradients;
}

function add(into: Float64Array, begin: number, features: Float64Array, start: number, factor: number): void {
  for (let at = 0; at < featureCount; at++)
    into[begin + at] = (into[begin + at] ?? 0) + factor * (features[start + at] ?? 0);
}

/** Steps down a gradient, each weight at a pace of its own. */
class Adam {
  readonly #weights: Float64Array;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  #steps = 0;

  constructor(weights: Float64Array) {
    this.#weights = weights;
    this.#first = new Float64Array(weights.length);
    this.#second = new Float64Array(weights.length);
  }

  step(gradients: Float64Array, rate: number): void {
    this.#steps++;
    const firstScale = 1 - adam.first ** this.#steps;
    const secondScale = 1 - adam.second ** this.#steps;
    for (let at = 0; at < this.#weights.length; at++) {
      const weight = this.#weights[at] ?? 0;
      const gradient = (gradients[at] ?? 0) + decay * weight;
      const first = adam.first * (this.#first[at] ?? 0) + (1 - adam.first) * gradient;
      const second = adam.second * (this.#second[at] ?? 0) + (1 - adam.second) * gradient * gradient;
      this.#first[at] = first;
      this.#second[at] = second;
      this.#weights[at] = weight - (rate * (first / firstScale)) / (Math.sqrt(second / secondScale) + adam.epsilon);
    }
  }
}
