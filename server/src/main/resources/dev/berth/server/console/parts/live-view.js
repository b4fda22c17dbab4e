/** A component that is shown anew with each change of the live overview, in its property `live`. */
import {Component} from '../lib/preact.js';

export class LiveView extends Component {
    componentDidMount() {
        this.unsubscribe = this.props.live.subscribe(() => this.setState({}));
    }

    componentWillUnmount() {
        this.unsubscribe();
    }
}
