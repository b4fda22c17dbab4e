package dev.berth.server.identity;

import dev.berth.server.http.RequestHead;
import dev.berth.server.sigv4.SignatureException;
import dev.berth.server.sigv4.SignatureVerifier;
import dev.berth.server.sigv4.SignedService;
import java.time.InstantSource;

/**
 * Finds out who has sent a request. Not thread-safe: for one event loop, or for one request. It waits for nothing. What it has
 * in memory of keys is good only together with the identities of the moment, so a key that is revoked is of no use at once.
 */
public final class Authenticator {
    private final Identities identities;
    private final RequestRates rates;
    private final AccessStats stats;
    private final SignatureVerifier verifier;

    /**
     * An authenticator.
     *
     * @param identities who there is
     * @param service what requests must be signed for
     */
    public Authenticator(Identities identities, SignedService service) {
        this(identities, service, new RequestRates(RateLimit.NONE), AccessStats.DISABLED);
    }

    /**
     * An authenticator that also counts requests.
     *
     * @param identities who there is
     * @param service what requests must be signed for
     * @param rates counts them, together with those that others count
     * @param stats hears of those that it turns away
     */
    public Authenticator(Identities identities, SignedService service, RequestRates rates, AccessStats stats) {
        this(identities, service, rates, stats, InstantSource.system());
    }

    /**
     * An authenticator with a clock of its own.
     *
     * @param identities who there is
     * @param service what requests must be signed for
     * @param clock tells whether a signature is of now
     */
    public Authenticator(Identities identities, SignedService service, InstantSource clock) {
        this(identities, service, new RequestRates(RateLimit.NONE), AccessStats.DISABLED, clock);
    }

    /**
     * An authenticator that counts requests and has a clock of its own.
     *
     * @param identities who there is
     * @param service what requests must be signed for
     * @param rates counts them, together with those that others count
     * @param stats hears of those that it turns away
     * @param clock tells whether a signature is of now
     */
    public Authenticator(
            Identities identities, SignedService service, RequestRates rates, AccessStats stats, InstantSource clock) {
        this.identities = identities;
        this.rates = rates;
        this.stats = stats;
        this.verifier = new SignatureVerifier(service, clock);
    }

    /**
     * Who has sent a request; {@link Caller#ANYONE} where there are no identities.
     *
     * @param body what arrived after the head; not looked at for Amazon S3
     * @throws SignatureException if its signature is missing or not good
     */
    public Caller authenticate(RequestHead request, byte[] body) throws SignatureException {
        IdentitySet known = identities.current();
        if (known == null) {
            return Caller.ANYONE;
        }
        try {
            return verifier.verify(request, body, known::find);
        } catch (SignatureException stranger) {
            stats.unauthenticated(stranger.reason());
            throw stranger;
        }
    }

    /**
     * Whether a request, of which only the head is there, may turn out to be someone's: it names a key that is known, or there
     * are no identities. Proves nothing; it tells strangers from others before anything large is read.
     */
    public boolean mayKnow(RequestHead request) {
        IdentitySet known = identities.current();
        if (known == null) {
            return true;
        }
        String keyId = SignatureVerifier.claimedKeyId(request);
        return keyId != null && known.find(keyId) != null;
    }

    /**
     * Counts a request of one who was found out.
     *
     * @return whether it may be served; if not, the sender has sent too many
     */
    public boolean isWithinRate(Caller caller) {
        boolean isWithin = rates.tryTake(caller);
        String name = caller.name();
        if (!isWithin && name != null) {
            stats.throttled(name);
        }
        return isWithin;
    }
}
