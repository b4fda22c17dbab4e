/** Figures over the last minutes, drawn by uPlot. Its colours are those of the page, in either scheme. */
import {Component, createRef, h} from '../lib/preact.js';
import uPlot from '../lib/uplot.js';

const HEIGHT = 168;
const FEWEST_SECONDS = 60;
const MOST_SECONDS = 300;
const DARK = matchMedia('(prefers-color-scheme: dark)');

/**
 * A plot with a head that names each line and tells its figure, of the moment that is pointed at or else the newest.
 *
 * Properties: `title`; `time`, the seconds since 1970; `lines`, each with a `label`, a `colour` (the name of a CSS property)
 * and `values` beside the times; `format`, which writes a figure.
 */
export class Plot extends Component {
    place = createRef();
    state = {index: null};

    componentDidMount() {
        this.draw();
        this.resizing = new ResizeObserver(() => this.plot.setSize({width: this.width(), height: HEIGHT}));
        this.resizing.observe(this.place.current);
        DARK.addEventListener('change', this.redraw);
    }

    componentDidUpdate() {
        this.plot.setData(this.data(), false);
        this.plot.setScale('x', this.window());
    }

    componentWillUnmount() {
        DARK.removeEventListener('change', this.redraw);
        this.resizing.disconnect();
        this.plot.destroy();
    }

    redraw = () => {
        this.plot.destroy();
        this.draw();
    };

    draw() {
        const colours = getComputedStyle(this.place.current);
        const axis = {
            stroke: colours.getPropertyValue('--muted'),
            font: '11px system-ui, sans-serif',
            grid: {stroke: colours.getPropertyValue('--line'), width: 1},
            ticks: {show: false},
        };
        this.plot = new uPlot({
            width: this.width(),
            height: HEIGHT,
            padding: [8, 8, 0, 0],
            legend: {show: false},
            cursor: {y: false, drag: {x: false, y: false}, points: {size: 6}},
            scales: {x: {time: true}, y: {range: (_, min, max) => [0, Math.max(max, this.props.least) * 1.1]}},
            axes: [
                {...axis, size: 26, values: (_, times) => times.map(clock), space: 64},
                {...axis, size: 52, values: (_, figures) => figures.map(this.props.format), space: 34},
            ],
            series: [{}, ...this.props.lines.map(({label, colour, fill}) => ({
                label,
                stroke: colours.getPropertyValue(colour),
                fill: fill ? colours.getPropertyValue(fill) : undefined,
                width: 1.5,
                points: {show: true, size: 2.5, width: 0, fill: colours.getPropertyValue(colour)},
            }))],
            hooks: {setCursor: [plot => this.pointed(plot.cursor.idx ?? null)]},
        }, this.data(), this.place.current);
        this.plot.setScale('x', this.window());
    }

    pointed(index) {
        if (index !== this.state.index) {
            this.setState({index});
        }
    }

    data() {
        return [this.props.time, ...this.props.lines.map(({values}) => values)];
    }

    /** Grows to its length with the figures that there are; the newest stands at the right edge. */
    window() {
        const {time} = this.props;
        const max = time.at(-1) ?? Date.now() / 1_000;
        const known = max - (time[0] ?? max);
        return {min: max - Math.min(MOST_SECONDS, Math.max(FEWEST_SECONDS, known)), max};
    }

    width() {
        return Math.max(120, this.place.current.clientWidth);
    }

    render({title, time, lines, format}, {index}) {
        const shown = index ?? time.length - 1;
        const figures = lines.map(({label, values}) => `${label} ${format(values[shown])}`).join(', ');
        return h('figure', {class: 'plot'},
            h('figcaption', null,
                h('h2', null, title),
                h('div', {class: 'plot-legend', 'aria-hidden': 'true'},
                    index !== null && h('span', {class: 'muted'}, clock(time[index])),
                    lines.map(({label, colour, values}) => h('span', {class: 'plot-line', key: label},
                        h('i', {style: {background: `var(${colour})`}}), label,
                        h('b', null, format(values[shown])))))),
            h('div', {class: 'plot-place', ref: this.place, role: 'img', 'aria-label': `${title}: ${figures}`}));
    }
}

function clock(seconds) {
    return new Date(seconds * 1_000).toTimeString().slice(0, 8);
}
