"""The far end: a small SIP, RTP and STUN responder that answers test calls and tells what it heard.

Numbers (their names can be changed): ``echo`` greets and then returns every packet; ``keypad`` says keys back;
``speak`` only speaks; ``listen`` only listens; ``hold`` keeps the call up with music; ``callback`` calls back after the
caller hung up. Seconds may follow a number, as in ``hold*45``.

At the end of a call, in its own BYE or in its answer to one, it tells in headers:

``P-RTP-Stat``         ``PS=,OS=,PR=,OR=,PL=,JI=``: packets and octets sent, packets and octets received, packets lost,
                       jitter in milliseconds
``X-Callmend-Heard``   ``windows=;sound=;level=;tone=;share=;zero=;sources=;rtcp=``: 20 ms windows received, those
                       louder than -50 dBFS, their level in dBFS, the frequency most of them held and the share of
                       them that did, 1 for exact digital silence, how many addresses the sound came from, and the
                       number of RTCP reports received
``X-Callmend-Path``    ``seen=;offered=``: the address that the sound came from, and the one the caller had described
``X-Callmend-Called``  in the answer to a REGISTER without Contact: the phones that were called back, or ``none``
``X-Callmend-Keys``    each key as ``KEY/METHOD/MILLISECONDS/PACKETS/ENDED``, with commas (method: e event, i INFO, b in
                       the sound); then ``;strange=PACKETS/NUMBER``: events under a payload number not agreed on
``X-Callmend-Digits``  the keys it heard, in order; empty when it heard none

The keypad number also tells each group of keys in a MESSAGE inside the call, where the caller's Allow names MESSAGE.
"""
