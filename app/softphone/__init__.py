"""A real telephone: the only room that loads pjsua2 and miniaudio.

:mod:`~app.softphone.phone` is the door: sign in, call, close; everything it measures comes out as facts.
:mod:`~app.softphone.face` has the types that others need, :mod:`~app.softphone.scripts` what test calls do.
Behind the door: :mod:`~app.softphone.endpoint` (the process's one pjsua2 endpoint, its life and its pump),
``account`` and ``signing_in``, ``call``, ``calling`` and ``conversation`` (one call from dialling to goodbye),
``ladder`` and ``dialogue`` (the messages, from pjsip's log), ``media``, ``known_signal`` and ``analysis`` (sound by
native players and recorders), ``goodbye`` (what the far end tells at the end), ``devices`` (loudspeaker, microphone).

Rules that keep pjlib from aborting the process: one endpoint at a time, made and destroyed in the event loop's thread;
no pjsua2 object outlives it (:class:`~app.softphone.conversation.ActiveCall` is what others hold of a call); nothing
raises out of a callback; no IPv6, which the wheels lack.
"""
