using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Client.Switches;

namespace Seawall.Client.Features;

/// <summary>Which feature an endpoint is.</summary>
public static class FeatureEndpoint
{
    private static readonly ConditionalWeakTable<Endpoint, Feature> Read = [];

    /// <summary>Makes the endpoint, or all of a group, this feature: off, it answers the declared fallback.</summary>
    public static TBuilder WithFeature<TBuilder>(this TBuilder endpoint, Feature feature)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(built => built.Metadata.Add(feature));
        return endpoint;
    }

    /// <summary>Says which feature runs in an endpoint that looks after its own fallback; the first that is said holds.</summary>
    public static TBuilder RunsAs<TBuilder>(this TBuilder endpoint, Feature feature)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(built =>
        {
            if (!built.Metadata.OfType<Runs>().Any())
                built.Metadata.Add(new Runs(feature));
        });
        return endpoint;
    }

    /// <summary>The feature that runs in an endpoint, whoever looks after its fallback; null for none.</summary>
    internal static Feature? Running(Endpoint? endpoint, string service) => Of(endpoint, service) ?? endpoint?.Metadata.GetMetadata<Runs>()?.Feature;

    /// <summary>The feature of an endpoint: declared by <see cref="WithFeature"/>, else by <see cref="FeatureAttribute"/>; null without either.</summary>
    internal static Feature? Of(Endpoint? endpoint, string service)
    {
        if (endpoint is null)
            return null;
        if (endpoint.Metadata.GetMetadata<Feature>() is { } feature)
            return feature;
        return endpoint.Metadata.GetMetadata<FeatureAttribute>() is { } declared ? Read.GetValue(endpoint, _ => Define(endpoint, declared, service)) : null;
    }

    /// <summary>The endpoint in words, such as <c>HTTP: GET /items/{id}</c>.</summary>
    internal static string Name(Endpoint endpoint) => endpoint switch
    {
        RouteEndpoint route when route.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods: { Count: > 0 } methods } => $"{string.Join('|', methods)} {route.RoutePattern.RawText}",
        RouteEndpoint route => route.RoutePattern.RawText ?? "",
        _ => endpoint.DisplayName ?? "",
    };

    private static Feature Define(Endpoint endpoint, FeatureAttribute declared, string service)
    {
        var key = declared.Name.Contains('.', StringComparison.Ordinal) ? declared.Name : $"{service}.{declared.Name}";
        return FeatureRegistry.Find(key) is { } known && known.Fallback.Kind == declared.Fallback ? known
            : Feature.Define(key, declared.Grade, FallbackOf(endpoint, declared), needs: declared.Needs);
    }

    private static Fallback FallbackOf(Endpoint endpoint, FeatureAttribute declared) => declared.Fallback switch
    {
        FallbackKind.Refuse => Fallback.Refuse,
        FallbackKind.Empty => Fallback.Empty(declared.Json, declared.OnFailure),
        FallbackKind.LastGood => Fallback.LastGood(TimeSpan.FromSeconds(declared.MaxStalenessSeconds), declared.OnFailure, declared.Shared),
        FallbackKind.Static when AnswerOf(endpoint, declared.Static) is { } answer => Fallback.Static(answer, declared.OnFailure),
        _ => Fallback.None,
    };

    private static Func<HttpContext, Task<IResult>>? AnswerOf(Endpoint endpoint, string? name)
    {
        const BindingFlags Any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var method = name is null ? null : endpoint.Metadata.GetMetadata<MethodInfo>()?.DeclaringType?.GetMethod(name, Any, [typeof(HttpContext)]);
        if (method?.ReturnType == typeof(Task<IResult>))
            return method.CreateDelegate<Func<HttpContext, Task<IResult>>>();
        if (method is null || !typeof(IResult).IsAssignableFrom(method.ReturnType) || method.ReturnType.IsValueType)
            return null;
        var answer = method.CreateDelegate<Func<HttpContext, IResult>>();
        return http => Task.FromResult(answer(http));
    }

    private sealed record Runs(Feature Feature);
}
