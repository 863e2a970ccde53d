using System.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Addresses;
using Seawall.Client.Sql;
using Seawall.Redis;

namespace Seawall.Mall.Hosting;

/// <summary>A business as a process hosts it: its name, its migrations, its services, its clients elsewhere and its interfaces.</summary>
/// <param name="Name">Schema, login and key of its database and cache.</param>
/// <param name="Assembly">Holds its migrations.</param>
/// <param name="Add">Hosts it in this process.</param>
/// <param name="AddClient">Calls it in the processes of a service.</param>
/// <param name="Map">Serves its contract to other processes.</param>
public sealed record Business(
    string Name,
    Assembly Assembly,
    Action<IServiceCollection, BusinessHome> Add,
    Action<IServiceCollection, ServiceAddress> AddClient,
    Action<IEndpointRouteBuilder> Map);

/// <summary>Where a business keeps its data and, if it has one, its cache.</summary>
public sealed record BusinessHome(SeawallDataOptions Database, RedisClientOptions? Cache);
