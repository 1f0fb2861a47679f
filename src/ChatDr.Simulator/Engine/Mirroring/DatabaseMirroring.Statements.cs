namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>The statements about sessions that exist.</summary>
internal sealed partial class DatabaseMirroring
{
    /// <summary>The session that a statement is about.</summary>
    /// <exception cref="SqlErrorException">911: no such database; 1416: it is not mirrored.</exception>
    public MirroredDatabase Get(string name)
    {
        var database = instance.GetDatabase(name);
        return Find(database) ?? throw MirroringErrors.NotMirrored(name);
    }

    /// <summary>SET PARTNER OFF.</summary>
    /// <exception cref="SqlErrorException">911, 1404, 1416.</exception>
    public async Task EndAsync(string name, CancellationToken cancellationToken)
    {
        var session = Get(name);
        await session.EndAsync(cancellationToken);
        Remove(session);
    }

    private async Task<MirroringMessage> AnswerProbeWitnessAsync(MirroringMessage question, CancellationToken cancellationToken)
    {
        try
        {
            var probe = await AskOnceAsync(
                question.Address,
                Refuse(question, 0, "") with { Kind = MirroringRequest.WitnessProbe },
                reason => MirroringErrors.WitnessUnreachable(question.Address, reason.Message),
                cancellationToken);
            return Refuse(question, 0, probe.Reason) with { Ok = probe.Ok };
        }
        catch (SqlErrorException e)
        {
            return Refuse(question, e.Number, e.Message);
        }
    }
}
