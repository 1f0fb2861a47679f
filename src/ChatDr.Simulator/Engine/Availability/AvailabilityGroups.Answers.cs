namespace ChatDr.Simulator.Engine.Availability;

/// <summary>What other replicas ask over the endpoint.</summary>
internal sealed partial class AvailabilityGroups
{
    internal async Task<PeerMessage> AnswerAsync(PeerMessage question, CancellationToken cancellationToken)
    {
        if (Find(question.Group) is { } group && (question.Configuration is null || question.Configuration.GroupId == group.Configuration.GroupId))
        {
            return await group.AnswerAsync(question, cancellationToken);
        }

        if (question is { Kind: PeerRequest.Attach, Configuration: { } offer })
        {
            Task joined;
            lock (_gate)
            {
                _offers[question.Group] = offer;
                _offered.TrySetResult();
                _offered = new(TaskCreationOptions.RunContinuationsAsynchronously);
                joined = _joined.Task;
            }

            try
            {
                await joined.WaitAsync(TimeSpan.FromSeconds(2), instance.Time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return NotJoined(question);
            }

            if (Find(question.Group) is { } joinedGroup && joinedGroup.Configuration.GroupId == offer.GroupId)
            {
                return await joinedGroup.AnswerAsync(question, cancellationToken);
            }
        }

        return NotJoined(question);
    }

    private PeerMessage NotJoined(PeerMessage question) =>
        new() { Kind = question.Kind, Group = question.Group, Reason = $"instance '{instance.ServerName}' has not joined this group" };
}
